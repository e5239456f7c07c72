import { readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { DocumentSource } from '../testing/populate/documents.ts'
import { CommandError, reading } from './kit/index.ts'

const READ = new Set(['.yaml', '.yml', '.json'])

const pathsOf = (path: string): string[] =>
  reading(path, () => {
    if (!statSync(path).isDirectory()) return [path]
    const names = readdirSync(path).filter((name) => READ.has(extname(name)))
    return names.toSorted().map((name) => join(path, name))
  })

/** Reads a file, or a folder's YAML and JSON files in alphabetical order. Throws CommandError. */
export const readDocumentFiles = (path: string): Required<DocumentSource>[] => {
  const paths = pathsOf(path)
  if (paths.length === 0)
    throw new CommandError(`${path} has no files that end in ${[...READ].join(', ')}`, 3)
  return paths.map((name) => ({ name, text: reading(name, () => readFileSync(name, 'utf8')) }))
}
