/** What takes long on a large data folder is said while it lasts. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { shown } from '../api/text/shown.ts'
import { type Progress, unwatched } from '../store/progress.ts'
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

/** Says `what` with the percentage, where that is another one than before. */
export const inPercent = (what: string, progress: Terminal['progress']): Progress => {
  let said = 0
  return (done, total) => {
    const percent = Math.floor((100 * done) / total)
    if (percent === said) return
    said = percent
    progress(shown(`${what} ${percent} %`))
  }
}

/** Does `task`, and says so meanwhile where the data file is a large one: `what` is its name in the -ing form. */
export const tellOfLarge = async <T>(
  what: string,
  dataDir: string,
  { progress }: Pick<Terminal, 'progress'>,
  task: (report: Progress) => T | Promise<T>,
): Promise<T> => {
  const path = join(dataDir, DATABASE)
  const bytes = bytesOf(path)
  if (bytes < LARGE_BYTES) return task(unwatched)
  const told = `${what} ${path}, ${Math.round(bytes / 1024 / 1024)} MiB …`
  progress(shown(told))
  try {
    return await task(inPercent(told, progress))
  } finally {
    progress(undefined)
  }
}
