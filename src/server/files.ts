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

/** The message is one sentence that says what to do. */
export class FileError extends Error {
  override readonly name = 'FileError'
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error)

/** Fails if the path exists. */
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
 * Writes a file with mode 0600 atomically. On failure, throws FileError and leaves the old file.
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
    const mend = code === 'ENOSPC' ? 'free disk space' : 'make its folder writable'
    throw new FileError(`Cannot write ${path} (${code}); ${mend}, or choose another place.`, {
      cause: error,
    })
  }
}

const removeIfThere = (path: string): void => {
  try {
    rmSync(path, { force: true })
  } catch {
    // the folder is a file, or not accessible
  }
}

/** Returns undefined for a missing file. Throws FileError. */
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

export const readIfReadable = (path: string): Buffer | undefined => {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}

/**
 * Writes a private file, unless the file holds `text` and belongs to this user or root; then only
 * its mode is restricted. Throws FileError.
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
      `Other users may have access to ${path}, and this user cannot prevent it (${codeOf(error)}); move it away, and csrlab creates it again.`,
      { cause: error },
    )
  }
}

/** Whether the owner is neither this user nor root. */
const isForeign = (uid: number): boolean => uid !== 0 && getuid !== undefined && uid !== getuid()

/**
 * The risk from other users: they own a folder, can `replace` its files, or can only `add` files.
 */
export type FolderRisk = 'owned' | 'replace' | 'add'

/** Returns the worst risk, if any. */
export const folderRisk = (path: string): FolderRisk | undefined => {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return undefined
  if (isForeign(found.uid)) return 'owned'
  if ((found.mode & 0o022) === 0) return undefined
  return (found.mode & 0o1000) === 0 ? 'replace' : 'add'
}
