/** Files that only their owner may read, written whole or not at all. */
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { getuid } from 'node:process'
import { makeFolder } from '../storage/folder.ts'

/** Why a file cannot be read or written: one sentence that says what to do. */
export class FileError extends Error {
  override readonly name = 'FileError'
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error)

/** A file that was not there before, mode 0600 from the start: what somebody else has put in its place is not written to. */
const writeNew = (path: string, text: string): void => {
  const file = openSync(path, 'wx', 0o600)
  try {
    writeFileSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/**
 * Writes `text` with mode 0600 beside its place, under a name that nobody can foresee, then moves it there: a reader sees the old
 * file or the new one. Throws FileError and leaves what was there.
 */
export const writePrivateFile = (path: string, text: string): void => {
  const temporary = `${path}.${randomBytes(12).toString('hex')}.tmp`
  try {
    makeFolder(dirname(path))
    writeNew(temporary, text)
    renameSync(temporary, path)
  } catch (error) {
    removeIfThere(temporary)
    const code = codeOf(error)
    const mend = code === 'ENOSPC' ? 'make room' : 'make its folder writable'
    throw new FileError(`Cannot write ${path} (${code}); ${mend}, or choose another place.`, {
      cause: error,
    })
  }
}

const removeIfThere = (path: string): void => {
  try {
    rmSync(path, { force: true })
  } catch {
    // below a file there is nothing to remove
  }
}

/** The text of a file, or undefined when there is none. Throws FileError. */
export const readIfThere = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw new FileError(
      `Cannot read ${path} (${codeOf(error)}); make it a readable file, or choose another place.`,
      { cause: error },
    )
  }
}

/**
 * Writes a file for its owner alone unless it holds `text` already; also takes away what others may do with it. One that belongs to
 * somebody else is made anew.
 */
export const keepPrivateFile = (path: string, text: string): void => {
  if (readIfThere(path) !== text) return writePrivateFile(path, text)
  const { mode, uid } = statSync(path)
  if (isForeign(uid)) return writePrivateFile(path, text)
  if ((mode & 0o077) === 0) return
  try {
    chmodSync(path, 0o600)
  } catch (error) {
    throw new FileError(
      `Others may use ${path}, and this user cannot forbid it (${codeOf(error)}); move it away, so that it is made anew.`,
      { cause: error },
    )
  }
}

/** Whether a file of `uid` belongs neither to this user nor to root, who may do everything anyway. */
const isForeign = (uid: number): boolean => uid !== 0 && getuid !== undefined && uid !== getuid()

/** What others may do in a folder: `owned`, it is theirs; `replace` its files; `add` files but take away none of ours. */
export type FolderRisk = 'owned' | 'replace' | 'add'

/** The worst that other users may do in a folder; undefined: nothing, or there is none. */
export const folderRisk = (path: string): FolderRisk | undefined => {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return undefined
  if (isForeign(found.uid)) return 'owned'
  if ((found.mode & 0o022) === 0) return undefined
  return (found.mode & 0o1000) === 0 ? 'replace' : 'add'
}
