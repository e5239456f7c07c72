/**
 * YAML on the wire, as `sigs.k8s.io/yaml` reads it: parsed with go-yaml's idea of scalars, then treated as the JSON that it stands
 * for. Only the first document of a stream counts.
 */
import type { Alias, Node, Scalar, YAMLMap } from 'yaml'
import { inByteOrder } from './byte-order.ts'
import { canonicalBase64 } from './go-base64.ts'
import { JsonNumber, type JsonObject } from './json.ts'
import { goQuote } from './quote.ts'
import { MAX_VALUES, TooManyValues } from './value-limit.ts'
import { composeYaml, YamlError, type ComposedYaml } from './yaml-compose.ts'
import { type ParsedYaml, parseJsonAsYaml } from './yaml-json.ts'
import { isAlias, isMap, isScalar, isSeq } from './yaml-package.ts'
import { goFloatText, resolvePlain, resolveTagged, type ResolvedScalar } from './yaml-scalar.ts'

export { YamlError } from './yaml-compose.ts'
export type { ParsedYaml } from './yaml-json.ts'
export { itemToYaml, jsonToYaml } from './yaml-write.ts'

/** How much of a document may come from aliases, by the number of its nodes: go-yaml's guard against documents that explode. */
const allowedAliasRatio = (nodes: number): number => {
  const low = 400_000
  const high = 4_000_000
  if (nodes <= low) return 0.99
  return nodes >= high ? 0.1 : 0.99 - (0.89 * (nodes - low)) / (high - low)
}

type MapKey = string | number | boolean | JsonNumber

/** Turns the nodes of one document into JSON values. */
class Converter {
  readonly duplicates: string[] = []
  /** what strict decoding says about each repeated key */
  readonly repeated: string[] = []
  readonly #document: ComposedYaml
  readonly #open = new Set<Node>()
  #nodes = 0
  #fromAliases = 0
  #values = 0

  constructor(document: ComposedYaml) {
    this.#document = document
  }

  convert(node: unknown, path = ''): unknown {
    this.#count()
    if (++this.#values > MAX_VALUES) throw new TooManyValues()
    if (isAlias(node)) return this.#withAlias(node, (target) => this.convert(target, path))
    if (isScalar(node)) return jsonScalar(resolveScalar(node))
    if (isSeq(node)) {
      return node.items.map((item, index) => this.convert(item, `${path}[${index}]`))
    }
    if (isMap(node)) {
      const map: JsonObject = Object.create(null)
      this.#addEntries(node, map, path)
      return inByteOrder(map)
    }
    return null
  }

  #count(): void {
    this.#nodes++
    if (this.#open.size > 0) this.#fromAliases++
    const ratio = this.#fromAliases / this.#nodes
    if (this.#fromAliases > 100 && this.#nodes > 1000 && ratio > allowedAliasRatio(this.#nodes)) {
      throw new YamlError('yaml: document contains excessive aliasing')
    }
  }

  #withAlias<T>(alias: Alias, use: (target: Node) => T): T {
    const name = alias.source
    const target = this.#document.targets.get(alias)
    if (target === undefined) throw new YamlError(`yaml: unknown anchor '${name}' referenced`)
    if (this.#open.has(target)) throw new YamlError(`yaml: anchor '${name}' value contains itself`)
    this.#open.add(target)
    const result = use(target)
    this.#open.delete(target)
    return result
  }

  /** Adds the entries of a mapping, those of `<<` where it stands: later ones win. */
  #addEntries(node: YAMLMap, map: JsonObject, path: string): void {
    for (const { key, value } of node.items) {
      if (isMergeKey(key)) {
        this.#merge(value, map, path)
        continue
      }
      const name = this.#key(key)
      const text = keyText(name)
      const entryPath = path === '' ? text : `${path}.${text}`
      const converted = this.convert(value, entryPath)
      if (text in map) {
        this.duplicates.push(entryPath)
        this.repeated.push(this.#repetition(name, value))
      }
      map[text] = converted
    }
  }

  #merge(value: unknown, map: JsonObject, path: string): void {
    // earlier maps of a list take precedence, so they come last
    if (isSeq(value)) for (const item of value.items.toReversed()) this.#mergeOne(item, map, path)
    else this.#mergeOne(value, map, path)
  }

  #mergeOne(value: unknown, map: JsonObject, path: string): void {
    this.#count()
    if (isAlias(value)) this.#withAlias(value, (target) => this.#mergeOne(target, map, path))
    else if (isMap(value)) this.#addEntries(value, map, path)
    else throw new YamlError('yaml: map merge requires map or sequence of maps as the value')
  }

  #key(node: unknown): MapKey {
    this.#count()
    if (isAlias(node)) return this.#withAlias(node, (target) => this.#key(target))
    if (!isScalar(node)) throw new YamlError('yaml: invalid map key')
    const { value } = resolveScalar(node)
    if (value === null) {
      throw new YamlError('unsupported map key of type: %!s(<nil>), key: <nil>')
    }
    return value
  }

  #repetition(key: MapKey, value: unknown): string {
    const text = typeof key === 'string' ? goQuote(key) : keyText(key)
    return `line ${this.#document.lineOf(value)}: key ${text} already set in map`
  }
}

const isPlain = (node: Scalar): boolean => node.type === 'PLAIN' || node.type === undefined

const isMergeKey = (key: unknown): boolean =>
  isScalar(key) &&
  key.source === '<<' &&
  (key.tag === 'tag:yaml.org,2002:merge' || (key.tag === undefined && isPlain(key)))

const resolveScalar = (node: Scalar): ResolvedScalar => {
  const text = node.source ?? ''
  if (node.tag === undefined)
    return isPlain(node) ? resolvePlain(text) : { tag: 'str', value: text }
  const tag = node.tag.replace(/^tag:yaml\.org,2002:/, '!!')
  if (tag === '!!binary') {
    try {
      return { tag: 'str', value: Buffer.from(canonicalBase64(text), 'base64').toString() }
    } catch {
      throw new YamlError('yaml: !!binary value contains invalid base64 data')
    }
  }
  const resolved = resolveTagged(tag, text)
  if (resolved !== undefined) return resolved
  throw new YamlError(`yaml: cannot decode !!${resolvePlain(text).tag} \`${text}\` as a ${tag}`)
}

const jsonScalar = ({ value }: ResolvedScalar): unknown => {
  if (typeof value !== 'number' || Number.isFinite(value)) return value
  const text = Number.isNaN(value) ? 'NaN' : `${value > 0 ? '+' : '-'}Inf`
  throw new YamlError(`json: unsupported value: ${text}`)
}

/** A key that is no string, as `sigs.k8s.io/yaml` makes it one. */
const keyText = (key: MapKey): string => {
  if (typeof key === 'number' && !Number.isInteger(key)) return goFloatText(key)
  return key instanceof JsonNumber ? key.literal : String(key)
}

/** Reads YAML. Throws {@link YamlError}, and TooManyValues for more than {@link MAX_VALUES} values. */
export const parseYaml = (text: string): ParsedYaml => {
  const json = parseJsonAsYaml(text)
  if (json !== undefined) return json
  const document = composeYaml(text)
  if (document === undefined) return { value: null, duplicates: [], strictError: undefined }
  const converter = new Converter(document)
  const value = converter.convert(document.contents)
  const { repeated, duplicates } = converter
  return {
    value,
    duplicates,
    strictError:
      repeated.length === 0
        ? undefined
        : ['yaml: unmarshal errors:', ...repeated.map((line) => `  ${line}`)].join('\n'),
  }
}
