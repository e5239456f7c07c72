/** Files of documents: one, or those of a folder. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { DocumentSource } from '../testing/populate/source.ts'

const READ = new Set(['.yaml', '.yml', '.json'])

/** A path that leads to no documents, and why: one sentence without an end. */
export class UnreadableDocuments extends Error {
  override readonly name = 'UnreadableDocuments'
  constructor(path: string, problem: string) {
    super(`${path} ${problem}`)
  }
}

const reading = <T>(path: string, task: () => T): T => {
  try {
    return task()
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException
    throw new UnreadableDocuments(path, `cannot be read (${code})`)
  }
}

const pathsOf = (path: string): string[] =>
  reading(path, () => {
    if (!statSync(path).isDirectory()) return [path]
    const names = readdirSync(path).filter((name) => READ.has(extname(name)))
    return names.toSorted().map((name) => join(path, name))
  })

/** Reads a file, or the files of a folder in alphabetical order. Throws UnreadableDocuments. */
export const readDocumentFiles = (path: string): Required<DocumentSource>[] => {
  const paths = pathsOf(path)
  if (paths.length === 0)
    throw new UnreadableDocuments(path, `has no files that end in ${[...READ].join(', ')}`)
  return paths.map((name) => ({ name, text: reading(name, () => readFileSync(name, 'utf8')) }))
}
