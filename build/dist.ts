/**
 * The folder `dist`. A build fills an empty folder beside it, and then replaces its content, since
 * servers and tests may use `dist` while a build runs.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

export const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** The variable that names the folder which the steps of a build fill. */
export const FILLED = 'CSRLAB_DIST'

/** The folder that a build step writes to; `dist` for a step that is run alone. */
export const DIST = pathToFileURL(`${process.env[FILLED] ?? join(ROOT, 'dist')}/`)

/** Lists what a build made: the digest of its sources, then one file per line. */
export const MADE_OF = '.made-of'

/** Returns paths relative to the folder, sorted, without {@link MADE_OF}; none if it is missing. */
export const filesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true, recursive: true })
        .filter((entry) => !entry.isDirectory())
        .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
        .filter((name) => name !== MADE_OF)
        .sort()
    : []

/** Parts have a hash of their content in their name; files that load parts come after them. */
const partsFirst = (a: string, b: string): number =>
  Number(b.startsWith('part-')) - Number(a.startsWith('part-'))

const removeEmptyFolders = (folder: string): void => {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue
    const path = join(folder, entry.name)
    removeEmptyFolders(path)
    if (readdirSync(path).length === 0) rmSync(path, { recursive: true })
  }
}

/** Removes the files of `dist` that are not in `made`. */
export const removeOthers = (dist: string, made: readonly string[]): void => {
  const known = new Set(made)
  for (const name of filesIn(dist)) if (!known.has(name)) rmSync(join(dist, name))
  removeEmptyFolders(dist)
}

/**
 * Moves the files of `from` into `dist`, one by one, so that each name exists at any time; then
 * removes all others. Calls `grace` in between: a process that is starting still loads old parts.
 */
export const replaceContent = (dist: string, from: string, grace: () => void): void => {
  const made = filesIn(from)
  mkdirSync(dist, { recursive: true })
  rmSync(join(dist, MADE_OF), { force: true })
  for (const name of made.toSorted(partsFirst)) {
    const path = join(dist, name)
    mkdirSync(dirname(path), { recursive: true })
    renameSync(join(from, name), path)
  }
  rmSync(from, { recursive: true })
  if (filesIn(dist).length > made.length) grace()
  removeOthers(dist, made)
}

export interface MadeOf {
  readonly digest: string
  readonly files: readonly string[]
}

export const textOf = ({ digest, files }: MadeOf): string => `${[digest, ...files].join('\n')}\n`

/** Returns undefined if no build has completed. */
export const readMadeOf = (dist: string): MadeOf | undefined => {
  const path = join(dist, MADE_OF)
  if (!existsSync(path)) return undefined
  const [digest = '', ...files] = readFileSync(path, 'utf8').trimEnd().split('\n')
  return { digest, files }
}
