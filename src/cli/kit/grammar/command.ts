/** The declaration of a command, from which grammar, help and shell completion follow. */
import type { CommandLine, CommandResult } from '../command-line.ts'
import type { Shown } from '../../../apimachinery/text/shown.ts'
import type { UpkeepParts } from '../command-options.ts'

/** Completions for an option's value or a word; a list also restricts the option to its values. */
export type Offer = 'file' | 'folder' | 'command' | 'cluster' | readonly string[]

export interface Option {
  readonly help: string
  /** what stands behind it: `FILE`; undefined: it is a switch */
  readonly value?: string
  /** a letter: `o` makes `-o` of it */
  readonly short?: string
  /** whether `CSRLAB_DATA_DIR` counts where `--data-dir` is not given */
  readonly environment?: boolean
  readonly offer?: Offer
}

/** By their names without dashes, in the order of the help. */
export type Options = Readonly<Record<string, Option>>

/** The words of a command that are no options. */
export interface Words {
  /** as the help has them: `NAME [FILE…]` */
  readonly usage: string
  readonly least: number
  /** undefined: any number */
  readonly most?: number
  readonly offer?: Offer
  /** whether what stands behind `--` is a command line of its own, which no option is read from */
  readonly isCommand?: boolean
}

/** A part of the list of commands. */
export interface Section {
  readonly title: string
  readonly commands: readonly Command[]
  /** whether the short help has their names alone */
  readonly isBrief?: boolean
}

/** The environment of a command. */
export interface CommandParts extends UpkeepParts {
  /** of csrlab */
  readonly version: string
  /** milliseconds from some moment on */
  readonly stopwatch: () => number
  /** every command there is, for those that are about commands */
  readonly sections: readonly Section[]
  readonly terminal: Terminal
  readonly process: ProcessControl
}

/** Output while a command runs. Its final output is its result. */
interface Terminal {
  /** to standard output, at once */
  readonly print: (text: Shown) => void
  /** the same, for a program */
  readonly write: (text: Shown) => void
  /** to standard error, at once */
  readonly warn: (text: Shown) => void
  /**
   * what is being done, in the last line of a terminal until it is over (undefined); nowhere else
   */
  readonly progress: (text: Shown | undefined) => void
  /** The trimmed answer to a question; undefined without a terminal. */
  readonly ask: (question: Shown) => Promise<string | undefined>
  /**
   * Takes the whole screen, and each key as it is pressed; undefined where there is no terminal.
   */
  readonly keyboard: (press: (key: string) => void) => Keyboard | undefined
}

export interface Part {
  readonly page: number
  readonly more: Shown
}

export interface Keyboard {
  /**
   * Draws the screen anew, with `last` in its last rows, whatever of `text` has to go for that; and
   * once more whenever its size changes. `part`: which page of what does not fit, counted from 0,
   * after the last the first; and what says that there are more.
   */
  readonly draw: (text: Shown, last: Shown, part?: Part) => void
  /** How large the screen is, in columns and rows. */
  readonly size: () => { readonly columns: number; readonly rows: number }
  /** Gives the screen back as it was. */
  readonly end: () => void
}

/** Control of the process, for commands that serve. */
interface ProcessControl {
  /** what starts csrlab anew: a program and its first words */
  readonly self: readonly string[]
  /**
   * Calls `stop` at the first Ctrl-C or SIGTERM, and ends the process when it is settled, or soon;
   * at a second one the process ends at once. `leavingMs`: how much longer it may take, asked then.
   */
  onStop(stop: () => Promise<void>, leavingMs?: () => number): void
  /** Calls `task` when nobody reads standard output any more, as behind `| head`. */
  onReaderGone(task: () => void): void
  /**
   * Tells of an error as if the command had thrown it, and ends the process once `last` is settled,
   * or soon.
   */
  fail(error: Error, last?: Promise<void>): void
  /** Uncaught errors are translated and printed, and end the process. */
  onFault(translate: (error: unknown) => unknown): void
}

export interface Command {
  readonly name: string
  /** an earlier name that still works and that no help shows */
  readonly alias?: string
  /** one line for the list of commands */
  readonly summary: string
  /** sentences for its help, a paragraph each */
  readonly about?: readonly string[]
  /** undefined: none */
  readonly words?: Words
  /** besides `--help` */
  readonly options?: Options
  /**
   * options by the titles of their groups in the help; those that are in none come under `help
   * COMMAND --all` alone
   */
  readonly groups?: Readonly<Record<string, readonly string[]>>
  /** whether what it prints is for a file or a program, whatever the options */
  readonly isData?: boolean
  /** what a noun can do: `set` of `csrlab clock set` */
  readonly verbs?: readonly Command[]
  /**
   * Undefined: it takes one of its verbs. Its result is undefined where it goes on until it is
   * stopped. Loads what it needs when it is called, so that no other command waits for that. It may
   * throw what `exit-codes.ts` names: errors whose message is a sentence for the person.
   */
  readonly run?: (
    line: CommandLine,
    parts: CommandParts,
  ) => Promise<CommandResult | undefined> | CommandResult
}
