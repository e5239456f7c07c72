/** Nodes to JSON values: `decode.go` of go-yaml v2, and what `sigs.k8s.io/yaml` makes of its outcome. */
import { inByteOrder } from '../byte-order.ts'
import type { JsonObject } from '../json.ts'
import { isMany, ManyValues } from '../many-values.ts'
import type { ParsedYaml } from './json-subset.ts'
import { checkJson } from './check-json.ts'
import { goSyntax, type GoKey, keySyntax, keyText, type OddKeys } from './go-text.ts'
import { YamlError } from './syntax/error.ts'
import type { YamlAlias, YamlCollection, YamlNode, YamlScalar } from './syntax/node.ts'
import { isMergeKey, resolveScalar } from './scalar.ts'

/** How much of a document may come from aliases, by the number of its nodes: go-yaml's guard against documents that explode. */
const allowedAliasRatio = (nodes: number): number => {
  const low = 400_000
  const high = 4_000_000
  if (nodes <= low) return 0.99
  return nodes >= high ? 0.1 : 0.99 - (0.89 * (nodes - low)) / (high - low)
}

/** Work that may need the outcome of other work: documents may nest deeper than calls. */
type Work = Generator<Work, unknown, unknown>

const run = (work: Work): unknown => {
  const waiting: Work[] = [work]
  let outcome: unknown
  while (waiting.length > 0) {
    const { done, value } = waiting.at(-1)!.next(outcome)
    if (done === true) {
      waiting.pop()
      outcome = value
    } else {
      waiting.push(value)
      outcome = undefined
    }
  }
  return outcome
}

/** A mapping while its entries are added. */
interface OpenMap {
  readonly map: JsonObject
  /** its keys; those that are no strings are others than the strings that they become */
  readonly strings: Set<string>
  readonly others: Set<string>
}

const NO_MAP = 'yaml: map merge requires map or sequence of maps as the value'

/**
 * The purpose of a document: an object of the API, whose keys are sorted and whose values are limited, or a
 * file, whose keys stay in the order of the text.
 */
type Purpose = 'object' | 'file'

/** Decodes one document. */
export class YamlDecoder {
  readonly #purpose: Purpose
  /** what strict decoding says about each repeated key */
  readonly #repeated: string[] = []
  readonly #odd: OddKeys = new WeakMap()
  readonly #openAliases = new Set<YamlAlias>()
  /** the document counts as a node of its own */
  #nodes = 1
  #fromAliases = 0
  #values = 0
  /** whether JSON may not be able to express the value: known when it is whole, since of two equal keys one is gone then */
  #doubtful = false

  constructor(purpose: Purpose = 'object') {
    this.#purpose = purpose
  }

  /** The value of a document. Throws YamlError, and ManyValues for an object. */
  decode(node: YamlNode): ParsedYaml {
    const value = node.kind === 'scalar' ? this.#scalar(node) : run(this.#work(node))
    if (this.#doubtful) checkJson(value, this.#odd)
    const strictError =
      this.#repeated.length === 0
        ? undefined
        : ['yaml: unmarshal errors:', ...this.#repeated].join('\n  ')
    return { value, strictError }
  }

  #count(): void {
    this.#nodes++
    if (this.#openAliases.size > 0) this.#fromAliases++
    const ratio = this.#fromAliases / this.#nodes
    if (this.#fromAliases > 100 && this.#nodes > 1000 && ratio > allowedAliasRatio(this.#nodes)) {
      throw new YamlError('yaml: document contains excessive aliasing')
    }
  }

  #countValue(): void {
    this.#count()
    if (this.#purpose === 'object' && isMany(++this.#values)) throw new ManyValues()
  }

  #scalar(node: YamlScalar): unknown {
    this.#countValue()
    const { value } = resolveScalar(node)
    if (typeof value === 'number' && !Number.isFinite(value)) this.#doubtful = true
    return value
  }

  #work(node: YamlCollection | YamlAlias): Work {
    if (node.kind === 'alias') return this.#alias(node)
    return node.kind === 'sequence' ? this.#sequence(node) : this.#mapping(node)
  }

  *#alias(alias: YamlAlias): Work {
    this.#countValue()
    this.#enter(alias)
    const { target } = alias
    const value: unknown =
      target.kind === 'scalar' ? this.#scalar(target) : yield this.#work(target)
    this.#openAliases.delete(alias)
    return value
  }

  #enter(alias: YamlAlias): void {
    if (this.#openAliases.has(alias)) {
      throw new YamlError(`yaml: anchor '${alias.name}' value contains itself`)
    }
    this.#openAliases.add(alias)
  }

  *#sequence({ children }: YamlCollection): Work {
    this.#countValue()
    const items: unknown[] = []
    for (const child of children) {
      items.push(child.kind === 'scalar' ? this.#scalar(child) : yield this.#work(child))
    }
    return items
  }

  *#mapping(node: YamlCollection): Work {
    this.#countValue()
    const open: OpenMap = { map: Object.create(null), strings: new Set(), others: new Set() }
    yield this.#entries(node, open)
    if (this.#purpose === 'file') return open.map
    const map = inByteOrder(open.map)
    const odd = this.#odd.get(open.map)
    if (odd !== undefined) this.#odd.set(map, odd)
    return map
  }

  /** Adds the entries of a mapping, those of `<<` where it stands: later ones win. */
  *#entries({ children }: YamlCollection, open: OpenMap): Work {
    for (let at = 0; at < children.length; at += 2) {
      const key = children[at]!
      const child = children[at + 1]!
      if (isMergeKey(key)) {
        yield this.#merge(child, open)
        continue
      }
      const name = key.kind === 'scalar' ? this.#scalarKey(key) : yield this.#key(key)
      const value = child.kind === 'scalar' ? this.#scalar(child) : yield this.#work(child)
      this.#set(open, name as GoKey, value, child.line)
    }
    return undefined
  }

  #scalarKey(node: YamlScalar): GoKey {
    this.#count()
    return resolveScalar(node)
  }

  *#key(node: YamlCollection | YamlAlias): Work {
    if (node.kind === 'alias' && node.target.kind === 'scalar') {
      this.#count()
      this.#enter(node)
      const key = this.#scalarKey(node.target)
      this.#openAliases.delete(node)
      return key
    }
    const value = yield this.#work(node)
    throw new YamlError(`yaml: invalid map key: ${goSyntax(value, this.#odd)}`)
  }

  #set({ map, strings, others }: OpenMap, key: GoKey, value: unknown, line: number): void {
    const isString = typeof key.value === 'string'
    const seen = isString ? strings : others
    const identity = isString ? key.value : `${key.tag} ${keySyntax(key)}`
    if (seen.has(identity)) {
      this.#repeated.push(`line ${line + 1}: key ${keySyntax(key)} already set in map`)
    }
    // not a number is not even equal to itself
    if (!Number.isNaN(key.value)) seen.add(identity)
    if (!isString) {
      const odd = this.#odd.get(map) ?? []
      odd.push({ key, value })
      this.#odd.set(map, odd)
    }
    const text = keyText(key)
    if (text === undefined) this.#doubtful = true
    else map[text] = value
  }

  *#merge(value: YamlNode, open: OpenMap): Work {
    const isList = value.kind === 'sequence'
    // earlier maps of a list take precedence, so they come last
    for (const item of isList ? value.children.toReversed() : [value]) {
      const target = item.kind === 'alias' ? item.target : item
      if (target.kind !== 'mapping') throw new YamlError(NO_MAP)
      this.#count()
      if (item.kind === 'alias') {
        this.#enter(item)
        this.#count()
      }
      yield this.#entries(target, open)
      if (item.kind === 'alias') this.#openAliases.delete(item)
    }
    return undefined
  }
}
