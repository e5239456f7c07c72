/** Converts nodes to JSON values: `decode.go` of go-yaml v2, then `sigs.k8s.io/yaml`. */
import { inByteOrder } from '../byte-order.ts'
import { goFloat, inYaml } from '../go-float.ts'
import { goSyntax } from '../go-text.ts'
import type { JsonObject } from '../json.ts'
import { isMany, ManyValues } from '../many-values.ts'
import { goQuote } from '../quote.ts'
import type { ParsedYaml } from './json-subset.ts'
import { YamlError } from './syntax/error.ts'
import type { YamlAlias, YamlCollection, YamlNode, YamlScalar } from './syntax/node.ts'
import { MAX_DEPTH } from './syntax/scanner.ts'
import { isMergeKey, numberText, resolveScalar } from './scalar.ts'

const NO_MAP = 'yaml: map merge requires map or sequence of maps as the value'

/**
 * Purpose of a document: an API object, with sorted keys and a limit of values, or a file, with
 * keys in text order.
 */
type Purpose = 'object' | 'file'

/** The share of nodes that may come from aliases; go-yaml lowers it from 400,000 nodes on. */
const MAX_ALIASED = 0.99

const goValue = (value: unknown): string =>
  goSyntax(value, undefined, 'map[interface {}]interface {}')

export class YamlDecoder {
  readonly #purpose: Purpose
  /** errors of strict decoding about duplicate keys */
  readonly #repeated: string[] = []
  readonly #openAliases = new Set<YamlAlias>()
  #depth = 0
  #values = 0
  #nodes = 0
  #aliased = 0

  constructor(purpose: Purpose = 'object') {
    this.#purpose = purpose
  }

  /** Returns the value of a document. Throws YamlError, and ManyValues for purpose `object`. */
  decode(node: YamlNode): ParsedYaml {
    const value = this.#value(node)
    const strictError =
      this.#repeated.length === 0
        ? undefined
        : ['yaml: unmarshal errors:', ...this.#repeated].join('\n  ')
    return { value, strictError }
  }

  /** Throws YamlError if too many nodes come from aliases. */
  #count(): void {
    this.#nodes++
    if (this.#openAliases.size > 0) this.#aliased++
    if (this.#nodes > 1000 && this.#aliased > MAX_ALIASED * this.#nodes)
      throw new YamlError('yaml: document contains excessive aliasing')
  }

  #value(node: YamlNode): unknown {
    this.#count()
    if (this.#purpose === 'object' && isMany(++this.#values)) throw new ManyValues()
    switch (node.kind) {
      case 'alias':
        return this.#through(node, () => this.#value(node.target))
      case 'scalar':
        return this.#scalar(node)
      default:
        return this.#collection(node)
    }
  }

  #scalar(node: YamlScalar): unknown {
    const { value } = resolveScalar(node)
    if (typeof value !== 'number' || Number.isFinite(value)) return value
    throw new YamlError(`json: unsupported value: ${goFloat(value)}`)
  }

  #through<R>(alias: YamlAlias, decode: () => R): R {
    if (this.#openAliases.has(alias))
      throw new YamlError(`yaml: anchor '${alias.name}' value contains itself`)
    this.#openAliases.add(alias)
    const result = decode()
    this.#openAliases.delete(alias)
    return result
  }

  #collection(node: YamlCollection): unknown {
    // aliases may nest deeper than the text
    if (++this.#depth > 2 * MAX_DEPTH)
      throw new YamlError(`yaml: exceeded max depth of ${MAX_DEPTH}`)
    const value =
      node.kind === 'sequence'
        ? node.children.map((child) => this.#value(child))
        : this.#mapping(node)
    this.#depth--
    return value
  }

  #mapping(node: YamlCollection): JsonObject {
    const map: JsonObject = Object.create(null)
    this.#addEntries(node, map)
    return this.#purpose === 'file' ? map : inByteOrder(map)
  }

  /** Adds a mapping's entries, `<<` expanded in place: later entries win. */
  #addEntries({ children }: YamlCollection, map: JsonObject): void {
    for (let at = 0; at < children.length; at += 2) {
      const key = children[at]!
      const child = children[at + 1]!
      if (isMergeKey(key)) this.#merge(child, map)
      else this.#addEntry(key, child, map)
    }
  }

  #addEntry(key: YamlNode, child: YamlNode, map: JsonObject): void {
    const scalar = key.kind === 'alias' ? key.target : key
    if (scalar.kind !== 'scalar')
      throw new YamlError(`yaml: invalid map key: ${goValue(this.#value(key))}`)
    this.#count()
    const { tag, value: name } = resolveScalar(scalar)
    const value = this.#value(child)
    if (name === null) {
      const held = value === null ? '<nil>' : goValue(value)
      const problem = 'unsupported map key of type: %!s(<nil>), key: <nil>, value: '
      throw new YamlError(`${problem}${held}`)
    }
    const text = tag === 'float' ? inYaml(goFloat(Number(numberText(name)))) : numberText(name)
    if (text in map) {
      const shown = tag === 'str' ? goQuote(text) : text
      this.#repeated.push(`line ${child.line + 1}: key ${shown} already set in map`)
    }
    map[text] = value
  }

  #merge(value: YamlNode, map: JsonObject): void {
    // earlier maps of a list win, so they come last
    for (const item of value.kind === 'sequence' ? value.children.toReversed() : [value]) {
      const target = item.kind === 'alias' ? item.target : item
      if (target.kind !== 'mapping') throw new YamlError(NO_MAP)
      if (item.kind === 'alias') this.#through(item, () => this.#addEntries(target, map))
      else this.#addEntries(target, map)
    }
  }
}
