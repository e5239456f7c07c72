/** Writes generated values as YAML into openapi.yaml, below the line `BEGIN`. */
import { Alias, Document, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml'
import type { Anchors } from './anchors.ts'
import type { Generated } from './generate.ts'

const BEGIN = '# Made by `npm run openapi` from here to the end.\n'

/**
 * A collection of scalars is written in flow style if its JSON is shorter than this. In components,
 * Prettier would break longer lines; paths are exempt from Prettier.
 */
const WIDTH = { components: 76, paths: 110 }

const countUses = (value: unknown, uses: Map<object, number>): Map<object, number> => {
  if (typeof value !== 'object' || value === null) return uses
  const before = uses.get(value) ?? 0
  uses.set(value, before + 1)
  if (before === 0) for (const item of Object.values(value)) countUses(item, uses)
  return uses
}

class Nodes {
  readonly #anchors: Anchors
  readonly #uses: ReadonlyMap<object, number>
  readonly #written = new Set<object>()
  width = WIDTH.components

  constructor(anchors: Anchors, all: object) {
    this.#anchors = anchors
    this.#uses = countUses(all, new Map())
  }

  of(value: unknown): Alias | Scalar | YAMLMap | YAMLSeq {
    if (typeof value !== 'object' || value === null) return new Scalar(value)
    const anchor = this.#uses.get(value)! > 1 ? this.#anchors.nameOf(value) : undefined
    if (anchor !== undefined && this.#written.has(value)) return new Alias(anchor)
    this.#written.add(value)
    const node = Array.isArray(value) ? new YAMLSeq() : new YAMLMap()
    if (node instanceof YAMLSeq) node.items = (value as unknown[]).map((item) => this.of(item))
    else {
      node.items = Object.entries(value).map(
        ([key, item]) => new Pair(new Scalar(key), this.of(item)),
      )
    }
    const values: unknown[] = Object.values(value)
    node.flow =
      JSON.stringify(value).length < this.width && values.every((item) => typeof item !== 'object')
    if (anchor !== undefined) node.anchor = anchor
    return node
  }
}

// an alias may refer to an anchor of an earlier section
const LAYOUT = { lineWidth: 0, singleQuote: true, verifyAliasOrder: false } as const

const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, '  ')

/** The text below `BEGIN`: the end of `components.responses`, and everything after it. */
const generatedText = ({ anchors, responses, ...rest }: Generated): string => {
  const { requestBodies, tags, paths } = rest
  const nodes = new Nodes(anchors, { responses, requestBodies, tags, paths })
  const textOf = (value: object): string => {
    const document = new Document()
    document.contents = nodes.of(value) as YAMLMap
    return document.toString(LAYOUT)
  }
  const components = [
    indented(indented(textOf(responses))),
    '\n',
    indented(textOf({ requestBodies })),
    '\n',
    textOf({ tags }),
    '\n# prettier-ignore\n',
  ]
  nodes.width = WIDTH.paths
  return [...components, textOf({ paths })].join('')
}

/** The text of openapi.yaml with the generated part replaced. Throws if `BEGIN` is missing. */
export const withGenerated = (source: string, generated: Generated): string => {
  const at = source.indexOf(BEGIN)
  if (at < 0) throw new Error(`openapi.yaml has lost the line ${JSON.stringify(BEGIN.trim())}`)
  return source.slice(0, at + BEGIN.length) + generatedText(generated)
}

/** The text of openapi.yaml above `BEGIN`, a complete document. */
export const handWritten = (source: string): string => source.slice(0, source.indexOf(BEGIN))
