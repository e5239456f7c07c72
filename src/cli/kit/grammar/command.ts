/** The declaration of a command, from which grammar, help and shell completion follow. */
import type { CommandLine } from '../command-line.ts'
import type { CommandContext } from '../context.ts'
import type { CommandResult } from '../result.ts'

/** Completions for an option's value or a word; a list also restricts an option to its values. */
export type Offer = 'file' | 'folder' | 'command' | 'cluster' | readonly string[]

export interface Option {
  readonly help: string
  /** placeholder of the value, such as `FILE`; undefined: a switch */
  readonly value?: string
  /** letter of the short form: `o` for `-o` */
  readonly short?: string
  /** whether a variable such as `CSRLAB_DATA_DIR` sets it too */
  readonly environment?: boolean
  readonly offer?: Offer
}

/** Options by their names without dashes, in the order of the help. */
export type Options = Readonly<Record<string, Option>>

/** The arguments of a command that are no options. */
export interface Words {
  /** `NAME`, `[NAME]`, `NAME…` or `[NAME…]`: brackets mean optional, an ellipsis any number */
  readonly usage: string
  readonly offer?: Offer
  /** whether a command line follows `--`, which holds no options of csrlab */
  readonly isCommand?: boolean
}

/** A part of the list of commands. */
export interface Section {
  readonly title: string
  readonly commands: readonly Command[]
  /** whether the short help has only the names */
  readonly isBrief?: boolean
}

/**
 * The work of a command; undefined: it serves until it is stopped. May throw the errors of
 * `exit-codes.ts`, whose messages are sentences for the person.
 */
export type Run = (
  line: CommandLine,
  context: CommandContext,
) => Promise<CommandResult | undefined> | CommandResult

export interface Command {
  readonly name: string
  /** an earlier name, which still works but is not in the help */
  readonly alias?: string
  /** one line for the list of commands */
  readonly summary: string
  /** paragraphs of its help */
  readonly about?: readonly string[]
  readonly words?: Words
  /** besides `--help` */
  readonly options?: Options
  /** usual options by the titles of their groups; `help COMMAND --all` adds the others */
  readonly groups?: Readonly<Record<string, readonly string[]>>
  /** whether the output is always for a file or a program */
  readonly isData?: boolean
  /** such as `set` of `csrlab clock set` */
  readonly verbs?: readonly Command[]
  /** undefined: one of its verbs is required */
  readonly run?: Run
}

/** Loads the module of a command only when it runs, so that other commands start faster. */
export const lazy =
  <Name extends string>(load: () => Promise<Record<Name, Run>>, name: Name): Run =>
  async (line, context) =>
    (await load())[name](line, context)
