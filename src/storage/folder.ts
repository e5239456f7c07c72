import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

export const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code

/** Accepts an existing folder. Throws the system's error: ENOENT if the parent is missing. */
const makeOne = (path: string): void => {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if (codeOf(error) !== 'EEXIST' || !statSync(path).isDirectory()) throw error
  }
}

/**
 * Creates a folder and its parents (0700). Throws the system's error. Node's `recursive` never
 * returns in folders such as `/proc`.
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
