/** Test files, grouped into processes. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Test files that one process runs in order. */
export interface Group {
  readonly name: string
  readonly files: readonly string[]
}

/** Whether a file such as `kill.slow.test.ts` runs only with `--all` or `--rest`, or by name. */
const isOnRequest = (file: string) => /\.\w+\.test\.ts$/.test(file)

/** All test files, relative to the root of the repository. */
const testFiles = (): readonly string[] =>
  readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts') && !name.includes('node_modules'))
    .map((name) => join('test', name))
    .sort()

const isBelow = (file: string, path: string) =>
  file === path || file.startsWith(`${path.replace(/\/$/, '')}/`)

/** Which files to run: the quick ones, the others, or all. */
export type Extent = 'quick' | 'rest' | 'all'

/**
 * Selects the files of an extent; if there are `paths`, only those at or below them. A file named
 * by its own path is always selected.
 */
export const selected = (paths: readonly string[], extent: Extent): readonly string[] =>
  testFiles().filter(
    (file) =>
      (paths.length === 0 || paths.some((path) => isBelow(file, path))) &&
      (extent === 'all' || (extent === 'rest') === isOnRequest(file) || paths.includes(file)),
  )

const sizeOf = ({ files }: Group) => files.reduce((sum, file) => sum + statSync(file).size, 0)

/**
 * Groups files by the first folder below `test/`, because starting a process costs more than most
 * tests. The largest group comes first. Files that do not run by default have a process each.
 */
export const groupsOf = (files: readonly string[]): Group[] => {
  const groups = new Map<string, string[]>()
  for (const file of files) {
    const [, folder = ''] = file.split('/')
    const shared = folder.endsWith('.ts') ? 'test' : `test/${folder}`
    const name = isOnRequest(file) ? file : shared
    groups.set(name, [...(groups.get(name) ?? []), file])
  }
  return Array.from(groups, ([name, members]) => ({ name, files: members })).sort(
    (a, b) => sizeOf(b) - sizeOf(a),
  )
}
