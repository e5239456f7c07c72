import { readFileSync } from 'node:fs'
import { CommandError } from './errors.ts'

/** Runs `task`, which reads `path`. Throws CommandError if the file cannot be read. */
export const reading = <T>(path: string, task: () => T): T => {
  try {
    return task()
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException
    throw new CommandError(`cannot read ${path} (${code}); check the path`, 3)
  }
}

/** Parses a JSON file; undefined if it is missing, unreadable or invalid. */
export const readJson = <T>(path: string): T | undefined => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T
  } catch {
    return undefined
  }
}
