/** The declaration of a command, from which grammar, help and shell completion are derived. */
import type { Entropy } from '../../../apimachinery/entropy.ts'
import type { ReadFile } from '../../../apiserver/client/connection.ts'
import type { AbsentFile } from '../../../teaching/doctor/doctor.ts'
import type { CommandLine, Environment } from '../command-line.ts'
import type { CommandResult } from '../result.ts'
import type { ProcessControl, Terminal } from '../terminal.ts'

/** Completions for a value; a list also restricts it to these values. */
export type ValueCompletion = 'file' | 'folder' | 'command' | 'cluster' | readonly string[]

export interface Option {
  readonly help: string
  /** placeholder of the value, such as `FILE`; undefined: a switch */
  readonly value?: string
  /** letter of the short form: `y` for `-y` */
  readonly short?: string
  /** whether a variable such as `CSRLAB_DATA_DIR` sets it too */
  readonly environment?: boolean
  readonly offer?: ValueCompletion
}

/** Options by their names without leading dashes, in the order of the help. */
export type Options = Readonly<Record<string, Option>>

export interface Section {
  readonly title: string
  readonly commands: readonly Command[]
  /** whether the short help lists only the names */
  readonly isBrief?: boolean
}

export interface CommandContext {
  readonly environment: Environment
  /** language of labs and classes, such as `ko` */
  readonly language: string
  readonly readFile: ReadFile
  /** tells why `readFile` returned nothing for a path */
  readonly absenceOf?: (path: string) => AbsentFile
  /** milliseconds since the epoch */
  readonly now: number
  readonly entropy: Entropy
  readonly version: string
  readonly sections: readonly Section[]
  readonly terminal: Terminal
  readonly process: ProcessControl
}

/**
 * Runs a command. An undefined result means that it serves until stopped. May throw the errors of
 * `exit-codes.ts`, whose messages are sentences for the user.
 */
export type Run = (
  line: CommandLine,
  context: CommandContext,
) => Promise<CommandResult | undefined> | CommandResult

export interface Command {
  readonly name: string
  /** an earlier name, not in the help */
  readonly alias?: string
  readonly summary: string
  readonly about?: readonly string[]
  /** its arguments, such as `NAME [FILE…]`: brackets mean optional, an ellipsis any number */
  readonly usage?: string
  readonly offer?: ValueCompletion
  /** whether `--` is followed by another program's command line */
  readonly isCommand?: boolean
  readonly options?: Options
  /** usual options by the titles of their groups; `help COMMAND --all` adds the others */
  readonly groups?: Readonly<Record<string, readonly string[]>>
  /** whether the output is always for a file or a program */
  readonly isData?: boolean
  /** subcommands, such as `set` in `csrlab clock set` */
  readonly verbs?: readonly Command[]
  /** undefined: one of its verbs is required */
  readonly run?: Run
}
