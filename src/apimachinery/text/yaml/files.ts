/** YAML files: kubeconfigs, manifests, labs, openapi.yaml. Keys stay in text order. */
import { decodeYaml } from './decode.ts'
import { readCharacters } from './syntax/characters.ts'
import { readDocument } from './syntax/document.ts'
import { YamlError } from './syntax/error.ts'
import type { YamlCollection, YamlNode, YamlScalar } from './syntax/node.ts'
import { YamlScanner } from './syntax/scanner.ts'

export interface ParsedYamlDocument {
  readonly value: unknown
  /** go-yaml's error for duplicate keys, of which the last counts */
  readonly strictError: string | undefined
  /** Returns the line, from 1, of a value, or of the nearest value around it. */
  lineOf(at: readonly (string | number)[]): number
}

const scannerOf = (source: Buffer | string): YamlScanner =>
  new YamlScanner(readCharacters(Buffer.from(source)))

const behindAlias = (node: YamlNode): YamlScalar | YamlCollection =>
  node.kind === 'alias' ? node.target : node

/** Returns the value at `step`: the last one if a key is repeated, undefined if there is none. */
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

const documentOf = (root: YamlNode): ParsedYamlDocument => ({
  ...decodeYaml(root, 'file'),
  lineOf: (at) => lineIn(root, at),
})

/** Throws YamlError at the first error. */
export function* yamlDocuments(source: Buffer | string): Generator<ParsedYamlDocument, void> {
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
 * Reads the first document, as kubectl reads a kubeconfig; null for an empty stream. JSON is parsed
 * as JSON, since go-yaml lacks some of JSON's escapes. Throws YamlError.
 */
export const readYaml = (source: Buffer | string): unknown => {
  const text = String(source)
  const json = /^\s*\{/.test(text) ? jsonOf(text) : undefined
  if (json !== undefined) return json
  const root = readDocument(scannerOf(source))
  return root === undefined ? null : documentOf(root).value
}

/** Returns undefined for invalid YAML. */
export const readYamlIfSound = (source: Buffer | string): unknown => {
  try {
    return readYaml(source)
  } catch (error) {
    if (error instanceof YamlError) return undefined
    throw error
  }
}
