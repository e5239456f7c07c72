/** What the commands for a data folder have in common. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Entropy } from '../api/entropy.ts'
import type { Shown } from '../api/text/shown.ts'
import { type CommandParts, type CommandResult, wrongUsage } from '../doctor/command.ts'
import { DATABASE } from './folder.ts'

/** A command that cannot go on: one sentence that says what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
}

export interface UpkeepParts extends CommandParts {
  readonly entropy: Entropy
}

type Options = Readonly<Record<string, { readonly type: 'string' | 'boolean' }>>

export const PASSPHRASE_OPTION: Options = { 'encryption-passphrase-file': { type: 'string' } }

interface Description {
  readonly help: Shown
  /** besides `--data-dir` and `--help` */
  readonly options: Options
  /** how many words that are no options */
  readonly words: number
}

/** A command line, read. */
export interface CommandLine {
  readonly dataDir: string
  /** of the options that have one */
  readonly values: Readonly<Record<string, string>>
  /** the options without a value that were given */
  readonly switches: ReadonlySet<string>
  readonly words: readonly string[]
}

type Run = (line: CommandLine, parts: UpkeepParts) => CommandResult | Promise<CommandResult>

const read = (
  args: readonly string[],
  options: Options,
  { environment }: CommandParts,
): CommandLine => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { 'data-dir': { type: 'string' }, help: { type: 'boolean', short: 'h' }, ...options },
  })
  const given = Object.entries(values)
  const texts = given.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []))
  const { 'data-dir': named = environment['CSRLAB_DATA_DIR'] ?? '', ...rest } = Object.fromEntries(
    texts,
  ) as Record<string, string>
  return {
    dataDir: named === '' ? '.csrlab' : named,
    values: rest,
    switches: new Set(given.flatMap(([name, value]) => (value === true ? [name] : []))),
    words: positionals,
  }
}

/** A command from its words to its result; it may throw CommandError and OpenError. */
export const upkeepCommand =
  ({ help, options, words }: Description, run: Run) =>
  (args: readonly string[], parts: UpkeepParts): CommandResult | Promise<CommandResult> => {
    let line: CommandLine
    try {
      line = read(args, options, parts)
    } catch (error) {
      return { text: wrongUsage(error, help), code: 2 }
    }
    if (line.switches.has('help')) return { text: help, code: 0 }
    if (line.words.length !== words) return { text: help, code: 2 }
    return run(line, parts)
  }

/** The first line of the file that holds the passphrase; undefined when none is named. Throws CommandError. */
export const passphraseOf = (
  values: CommandLine['values'],
  { environment }: CommandParts,
): string | undefined => {
  const flag = 'encryption-passphrase-file'
  const path = values[flag] ?? environment['CSRLAB_ENCRYPTION_PASSPHRASE_FILE'] ?? ''
  if (path === '') return undefined
  try {
    return readFileSync(path, 'utf8').split(/\r?\n/, 1)[0]
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException
    throw new CommandError(`--${flag} ${path} cannot be read (${code}); name the right file.`)
  }
}

/** The database of a data folder. Throws CommandError when there is none. */
export const databaseIn = (folder: string): string => {
  const path = join(folder, DATABASE)
  if (existsSync(path)) return path
  throw new CommandError(
    `there is no ${DATABASE} in ${folder}; name the folder of a cluster with --data-dir.`,
  )
}
