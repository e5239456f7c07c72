import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined

/** Makes one folder (0700) unless it is there. Throws the system's error, ENOENT where the folder around it is missing. */
const makeOne = (path: string): void => {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if (codeOf(error) !== 'EEXIST' || !statSync(path).isDirectory()) throw error
  }
}

/**
 * Makes a folder and those around it, 0700 each, where they are missing. Throws the system's error. Node's own `recursive` never
 * comes back from a place where folders are seen but cannot be made, such as `/proc`.
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
