/**
 * YAML files: kubeconfigs, manifests, labs, openapi.yaml. Every document counts, keys stay in the order of
 * the text, and values know their lines.
 */
import { YamlDecoder } from './decode.ts'
import { readCharacters } from './syntax/characters.ts'
import { readDocument } from './syntax/document.ts'
import { YamlError } from './syntax/error.ts'
import type { YamlCollection, YamlNode, YamlScalar } from './syntax/node.ts'
import { YamlScanner } from './syntax/scanner.ts'

export interface YamlDocument {
  /** as JSON.parse gives it, but that maps have no prototype */
  readonly value: unknown
  /** what go-yaml says of repeated keys, of which the last one counts; undefined if there are none */
  readonly strictError: string | undefined
  /** The line of the value at this path, or of the nearest one around it, from 1. */
  lineOf(at: readonly (string | number)[]): number
}

const scannerOf = (source: Buffer | string): YamlScanner =>
  new YamlScanner(readCharacters(Buffer.from(source)))

const behindAlias = (node: YamlNode): YamlScalar | YamlCollection =>
  node.kind === 'alias' ? node.target : node

/** The node that a step of a path leads to; of a repeated key the last one. */
const childOf = (node: YamlNode, step: string | number): YamlNode | undefined => {
  const inner = behindAlias(node)
  if (inner.kind === 'scalar') return undefined
  if (inner.kind === 'sequence') return inner.children[Number(step)]
  const key = inner.children.findLastIndex(
    (child, i) => i % 2 === 0 && child.kind === 'scalar' && child.value === String(step),
  )
  return key < 0 ? undefined : inner.children[key + 1]
}

const lineIn = (root: YamlNode, at: readonly (string | number)[]): number => {
  let node = root
  for (const step of at) {
    const child = childOf(node, step)
    if (child === undefined) break
    node = child
  }
  return node.line + 1
}

const documentOf = (root: YamlNode): YamlDocument => ({
  ...new YamlDecoder('file').decode(root),
  lineOf: (at) => lineIn(root, at),
})

/** The documents of a stream, one after the other. Throws YamlError at the first fault. */
export function* yamlDocuments(source: Buffer | string): Generator<YamlDocument, void> {
  const scanner = scannerOf(source)
  let root = readDocument(scanner)
  while (root !== undefined) {
    yield documentOf(root)
    root = readDocument(scanner, false)
  }
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * The first document of a stream, or JSON, which has escapes that go-yaml does not read: as kubectl reads a
 * kubeconfig. Null if there is none. Throws YamlError.
 */
export const readYaml = (source: Buffer | string): unknown => {
  const text = String(source)
  const json = /^\s*\{/.test(text) ? jsonOf(text) : undefined
  if (json !== undefined) return json
  const root = readDocument(scannerOf(source))
  return root === undefined ? null : documentOf(root).value
}

/** Returns {@link readYaml}'s value, or undefined for a text that is not YAML. */
export const readYamlIfSound = (source: Buffer | string): unknown => {
  try {
    return readYaml(source)
  } catch (error) {
    if (error instanceof YamlError) return undefined
    throw error
  }
}
