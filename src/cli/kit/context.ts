/** The process as commands see it: environment, files, terminal, signals. */
import type { Entropy } from '../../apimachinery/entropy.ts'
import type { Shown } from '../../apimachinery/text/shown.ts'
import type { ReadFile } from '../../apiserver/client/connection.ts'
import type { Absence } from '../../teaching/doctor/doctor.ts'
import type { Environment } from './environment.ts'
import type { Section } from './grammar/command.ts'

export interface CommandContext {
  readonly environment: Environment
  readonly readFile: ReadFile
  /** why `readFile` returns nothing for a path */
  readonly absenceOf?: (path: string) => Absence
  /** milliseconds since the epoch */
  readonly now: number
  readonly entropy: Entropy
  /** version of csrlab */
  readonly version: string
  /** milliseconds on a monotonic clock */
  readonly stopwatch: () => number
  /** every command, for help and completion */
  readonly sections: readonly Section[]
  readonly terminal: Terminal
  readonly process: ProcessControl
}

/** Output while a command runs; the final output is the result. */
interface Terminal {
  /** prints lines to standard output */
  readonly print: (lines: readonly string[]) => void
  /** writes data for a program to standard output */
  readonly write: (text: Shown) => void
  /** prints lines to standard error */
  readonly warn: (lines: readonly string[]) => void
  /** shows or clears (undefined) the last line of a terminal; without one, does nothing */
  readonly progress: (text: string | undefined) => void
  /** asks a question, and returns the trimmed answer; undefined without a terminal */
  readonly ask: (question: string) => Promise<string | undefined>
  /** takes the whole screen and each key press; undefined without a terminal */
  readonly keyboard: (press: (key: string) => void) => Keyboard | undefined
}

/** A page of a text that is longer than the screen. */
export interface Page {
  /** from 0; the first page follows the last */
  readonly page: number
  /** the line that announces more pages */
  readonly more: string
}

export interface Keyboard {
  /** Draws the screen with `last` in its last rows, now and whenever the size changes. */
  readonly draw: (lines: readonly string[], last: string, page?: Page) => void
  readonly size: () => { readonly columns: number; readonly rows: number }
  /** Restores the screen. */
  readonly end: () => void
}

/** Control of the process, for commands that serve. */
interface ProcessControl {
  /** program and first arguments that start csrlab again */
  readonly self: readonly string[]
  /**
   * Calls `stop` at the first SIGINT or SIGTERM, and ends the process when `stop` settles or times
   * out; a second signal ends the process at once. `leavingMs`: extra time for `stop`.
   */
  onStop(stop: () => Promise<void>, leavingMs?: () => number): void
  /** Calls `task` when standard output is closed, as behind `| head`. */
  onReaderGone(task: () => void): void
  /** Ends the process with an error once `last` settles or times out. */
  fail(error: Error, last?: Promise<void>): void
  /** Translates and prints uncaught errors, which end the process. */
  onFault(translate: (error: unknown) => unknown): void
}
