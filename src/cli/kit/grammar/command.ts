/** Declarations of commands, which determine grammar, help and completion. */
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
  /** placeholder such as `FILE`; undefined: a switch */
  readonly value?: string
  /** `y` for `-y` */
  readonly short?: string
  /** whether a variable such as `CSRLAB_DATA_DIR` can also set the option */
  readonly environment?: boolean
  readonly offer?: ValueCompletion
}

/** By name without leading dashes, in the order of the help. */
export type Options = Readonly<Record<string, Option>>

export interface Section {
  readonly title: string
  readonly commands: readonly Command[]
  /** whether the short help lists the commands only by name */
  readonly isBrief?: boolean
}

export interface CommandContext {
  readonly environment: Environment
  /** language of labs and classes, such as `ko` */
  readonly language: string
  readonly readFile: ReadFile
  /** tells why `readFile` returned undefined */
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
 * Resolves with undefined if the command serves until stopped. Rejects with the errors of
 * `exit-codes.ts`.
 */
export type Run = (
  line: CommandLine,
  context: CommandContext,
) => Promise<CommandResult | undefined> | CommandResult

export interface Command {
  readonly name: string
  /** earlier name, not in the help */
  readonly alias?: string
  readonly summary: string
  readonly about?: readonly string[]
  /** arguments such as `NAME [FILE…]`: brackets mean optional, an ellipsis any number */
  readonly usage?: string
  readonly offer?: ValueCompletion
  /** whether another program's command line follows `--` */
  readonly isCommand?: boolean
  readonly options?: Options
  /** options of other commands that do not fit this one, with the reason for the error */
  readonly refused?: { readonly names: ReadonlySet<string>; readonly reason: string }
  /** usual options by group; `help COMMAND --all` adds the others */
  readonly groups?: Readonly<Record<string, readonly string[]>>
  /** whether the output is always for a file or a program */
  readonly isData?: boolean
  /** subcommands */
  readonly verbs?: readonly Command[]
  /** undefined: one of its verbs is required */
  readonly run?: Run
}
