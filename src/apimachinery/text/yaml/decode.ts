/** Source: `decode.go` of go-yaml v2, then `sigs.k8s.io/yaml`. */
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

/** An object has sorted keys and a limit of values; a file keeps the order of its keys. */
type Purpose = 'object' | 'file'

/** Maximum share of nodes that come from aliases; go-yaml lowers it above 400,000 nodes. */
const MAX_ALIASED = 0.99

const goValue = (value: unknown): string =>
  goSyntax(value, undefined, 'map[interface {}]interface {}')

const scalarOf = (node: YamlScalar): unknown => {
  const { value } = resolveScalar(node)
  if (typeof value !== 'number' || Number.isFinite(value)) return value
  throw new YamlError(`json: unsupported value: ${goFloat(value)}`)
}

/** Throws YamlError, and ManyValues for purpose `object`. */
export const decodeYaml = (root: YamlNode, purpose: Purpose = 'object'): ParsedYaml => {
  /** strict errors about duplicate keys */
  const repeated: string[] = []
  const openAliases = new Set<YamlAlias>()
  let depth = 0
  let values = 0
  let nodes = 0
  let aliased = 0

  /** Throws YamlError if too many nodes come from aliases. */
  const count = (): void => {
    nodes++
    if (openAliases.size > 0) aliased++
    if (nodes > 1000 && aliased > MAX_ALIASED * nodes)
      throw new YamlError('yaml: document contains excessive aliasing')
  }

  const valueOf = (node: YamlNode): unknown => {
    count()
    if (purpose === 'object' && isMany(++values)) throw new ManyValues()
    switch (node.kind) {
      case 'alias':
        return through(node, () => valueOf(node.target))
      case 'scalar':
        return scalarOf(node)
      default:
        return collectionOf(node)
    }
  }

  const through = <R>(alias: YamlAlias, decode: () => R): R => {
    if (openAliases.has(alias))
      throw new YamlError(`yaml: anchor '${alias.name}' value contains itself`)
    openAliases.add(alias)
    const result = decode()
    openAliases.delete(alias)
    return result
  }

  const collectionOf = (node: YamlCollection): unknown => {
    // aliases may nest deeper than the text
    if (++depth > 2 * MAX_DEPTH) throw new YamlError(`yaml: exceeded max depth of ${MAX_DEPTH}`)
    const value = node.kind === 'sequence' ? node.children.map(valueOf) : mappingOf(node)
    depth--
    return value
  }

  const mappingOf = (node: YamlCollection): JsonObject => {
    const map: JsonObject = Object.create(null)
    addEntries(node, map)
    return purpose === 'file' ? map : inByteOrder(map)
  }

  /** Adds a mapping's entries, with `<<` expanded in place. Later entries replace earlier ones. */
  const addEntries = ({ children }: YamlCollection, map: JsonObject): void => {
    for (let at = 0; at < children.length; at += 2) {
      const key = children[at]!
      const child = children[at + 1]!
      if (isMergeKey(key)) addMerged(child, map)
      else addEntry(key, child, map)
    }
  }

  const addEntry = (key: YamlNode, child: YamlNode, map: JsonObject): void => {
    const scalar = key.kind === 'alias' ? key.target : key
    if (scalar.kind !== 'scalar')
      throw new YamlError(`yaml: invalid map key: ${goValue(valueOf(key))}`)
    count()
    const { tag, value: name } = resolveScalar(scalar)
    const value = valueOf(child)
    if (name === null) {
      const held = value === null ? '<nil>' : goValue(value)
      const problem = 'unsupported map key of type: %!s(<nil>), key: <nil>, value: '
      throw new YamlError(`${problem}${held}`)
    }
    const text = tag === 'float' ? inYaml(goFloat(Number(numberText(name)))) : numberText(name)
    if (text in map) {
      const shown = tag === 'str' ? goQuote(text) : text
      repeated.push(`line ${child.line + 1}: key ${shown} already set in map`)
    }
    map[text] = value
  }

  const addMerged = (value: YamlNode, map: JsonObject): void => {
    // earlier maps of a list take precedence, so they are added last
    for (const item of value.kind === 'sequence' ? value.children.toReversed() : [value]) {
      const target = item.kind === 'alias' ? item.target : item
      if (target.kind !== 'mapping') throw new YamlError(NO_MAP)
      if (item.kind === 'alias') through(item, () => addEntries(target, map))
      else addEntries(target, map)
    }
  }

  const value = valueOf(root)
  const strictError =
    repeated.length === 0 ? undefined : ['yaml: unmarshal errors:', ...repeated].join('\n  ')
  return { value, strictError }
}
