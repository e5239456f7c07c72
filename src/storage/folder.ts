import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** An error's `code`, such as ENOENT; undefined without one. */
export const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code

/** Creates one folder (0700) if missing. Throws the system's error, ENOENT without its parent. */
const makeOne = (path: string): void => {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if (codeOf(error) !== 'EEXIST' || !statSync(path).isDirectory()) throw error
  }
}

/**
 * Creates a folder and its parents (0700 each) where missing. Throws the system's error. Node's
 * `recursive` never returns where folders cannot be created, as in `/proc`.
 */
export const makeFolder = (path: string): void => {
  const missing: string[] = []
  for (let at = path; ; at = dirname(at)) {
    try {
      makeOne(at)
      break
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' || dirname(at) === at) throw error
      missing.push(at)
    }
  }
  for (const folder of missing.toReversed()) makeOne(folder)
}
