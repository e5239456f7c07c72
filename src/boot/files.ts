/** Files that only their owner may read, written whole or not at all. */
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'

/** Why a file cannot be read or written: one sentence that says what to do. */
export class FileError extends Error {
  override readonly name = 'FileError'
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error)

/**
 * Writes `text` with mode 0600 beside its place, then moves it there: a reader sees the old file or the new one. Throws FileError
 * and leaves what was there.
 */
export const writePrivateFile = (path: string, text: string): void => {
  const temporary = `${path}.${process.pid}.tmp`
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    writeFileSync(temporary, text, { mode: 0o600, flush: true })
    renameSync(temporary, path)
  } catch (error) {
    removeIfThere(temporary)
    throw new FileError(
      `Cannot write ${path} (${codeOf(error)}); make its folder writable, or choose another place.`,
      { cause: error },
    )
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

/** Writes a file for its owner alone unless it holds `text` already; also takes away what others may do with it. */
export const keepPrivateFile = (path: string, text: string): void => {
  if (readIfThere(path) !== text) return writePrivateFile(path, text)
  if ((statSync(path).mode & 0o077) === 0) return
  try {
    chmodSync(path, 0o600)
  } catch (error) {
    throw new FileError(
      `Others may use ${path}, and this user cannot forbid it (${codeOf(error)}); move it away, so that it is made anew.`,
      { cause: error },
    )
  }
}

/** Whether other users may put files into a folder, or take some away. */
export const isWritableByOthers = (path: string): boolean => {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0
  const sticky = (mode & 0o1000) !== 0
  return (mode & 0o022) !== 0 && !sticky
}
