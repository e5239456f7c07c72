/** What the commands for a data folder have in common. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Entropy } from '../../apimachinery/entropy.ts'
import type { CommandParts } from '../doctor/command.ts'
import type { CommandLine } from './command-line.ts'
import { DATABASE } from '../upkeep/folder.ts'

/** A command that cannot go on: one sentence that says what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  /** what the process ends with: 1, the answer is no; 3, it is for files or servers that it cannot be done */
  readonly exitCode: 1 | 3
  constructor(message: string, exitCode: 1 | 3 = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

export interface UpkeepParts extends CommandParts {
  readonly entropy: Entropy
}

/** The data folder that a line is about. */
export const dataDirOf = ({ values }: CommandLine): string => values['data-dir'] ?? '.csrlab'

/** The first line of the file that holds the passphrase; undefined when none is named. Throws CommandError. */
export const passphraseOf = (values: CommandLine['values']): string | undefined => {
  const flag = 'encryption-passphrase-file'
  const path = values[flag] ?? ''
  if (path === '') return undefined
  try {
    return readFileSync(path, 'utf8').split(/\r?\n/, 1)[0]
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException
    throw new CommandError(`--${flag} ${path} cannot be read (${code}); name the right file.`, 3)
  }
}

/** The database of a data folder. Throws CommandError when there is none. */
export const databaseIn = (folder: string): string => {
  const path = join(folder, DATABASE)
  if (existsSync(path)) return path
  throw new CommandError(
    `there is no ${DATABASE} in ${folder}; name the folder of a cluster with --data-dir.`,
    3,
  )
}
