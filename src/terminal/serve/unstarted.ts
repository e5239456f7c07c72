/** Why a command cannot be started, in words, and what a shell ends with for it. */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Whether a command is somewhere in the folders of PATH, as far as they may be searched; one with a slash in it is a path itself. */
const isThere = (word: string, path: string): boolean =>
  word.includes('/') || path.split(delimiter).some((folder) => existsSync(join(folder, word)))

/**
 * Of the error that `spawn` has given. execvp(3) says EACCES also when a folder of PATH may not be searched and the command is in no
 * other, which to a shell is a command that is not there. The codes are those of POSIX (2.8.2, Exit Status for Commands): 127 for what is
 * not found, 126 for what is no command.
 */
export const unstarted = (
  { code = '', message }: NodeJS.ErrnoException,
  word: string,
  path = '',
): { readonly why: string; readonly code: number } => {
  if (code === 'ENOENT' || (code === 'EACCES' && !isThere(word, path))) {
    return { why: 'there is no such command', code: 127 }
  }
  return { why: code === 'EACCES' ? 'it may not be executed' : code || message, code: 126 }
}
