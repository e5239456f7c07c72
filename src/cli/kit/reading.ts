import { readFileSync } from 'node:fs'
import { CommandError } from './errors.ts'

/** Throws CommandError if `task` cannot read the file. */
export const reading = <T>(path: string, task: () => T): T => {
  try {
    return task()
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException
    throw new CommandError(`cannot read ${path} (${code}); check the path`, 3)
  }
}

/** Returns undefined for a missing, unreadable or invalid file. */
export const readJson = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}
