import { lstatSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/**
 * Resolves links in a path, even if the file does not exist yet. Returns undefined if a link's
 * target is missing, or on another error.
 */
export const realPath = (path: string): string | undefined => {
  try {
    return realpathSync(path)
  } catch (error) {
    const isNew = (error as NodeJS.ErrnoException).code === 'ENOENT'
    if (!isNew || lstatSync(path, { throwIfNoEntry: false }) !== undefined) return undefined
    const folder = realPath(dirname(path))
    return folder && join(folder, basename(path))
  }
}
