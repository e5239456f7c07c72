/** What takes long on a large data folder is said while it lasts. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { shown } from '../api/text/shown.ts'
import { DATABASE } from '../upkeep/folder.ts'
import type { Terminal } from './grammar/command.ts'

/** Read in a tenth of a second, or a little more. */
const LARGE_BYTES = 32 * 1024 * 1024

/** 0 for what cannot be looked at: `task` itself will say why. */
const bytesOf = (path: string): number => {
  try {
    return statSync(path).size
  } catch {
    return 0
  }
}

/** Does `task`, and says so meanwhile where the data file is a large one: `what` is its name in the -ing form. */
export const tellOfLarge = async <T>(
  what: string,
  dataDir: string,
  { progress }: Pick<Terminal, 'progress'>,
  task: () => T | Promise<T>,
): Promise<T> => {
  const path = join(dataDir, DATABASE)
  const bytes = bytesOf(path)
  if (bytes < LARGE_BYTES) return task()
  progress(shown(`${what} ${path}, ${Math.round(bytes / 1024 / 1024)} MiB …`))
  try {
    return await task()
  } finally {
    progress(undefined)
  }
}
