import type { Shown } from '../../apimachinery/text/shown.ts'

/** Input and output while a command runs, before its result. */
export interface Terminal {
  readonly print: (lines: readonly string[]) => void
  /** writes data for a program to standard output */
  readonly write: (text: Shown) => void
  readonly warn: (lines: readonly string[]) => void
  /** shows a text in the last line; undefined clears it */
  readonly progress: (text: string | undefined) => void
  /** returns the trimmed answer; undefined without a terminal */
  readonly ask: (question: string) => Promise<string | undefined>
  /** takes over the screen and the keys; undefined without a terminal */
  readonly keyboard: () => Keyboard | undefined
}

export interface ScreenPage {
  /** from 0; after the last page, the first one follows */
  readonly page: number
  /** text that says how to see the next page */
  readonly more: string
}

export interface Keyboard {
  /** Resolves with undefined if no key is pressed within `waitMs`. */
  readonly next: (waitMs: number) => Promise<string | undefined>
  /** Draws now and whenever the size changes. `last`: text for the last rows. */
  readonly draw: (lines: readonly string[], last: string, page?: ScreenPage) => void
  readonly size: () => { readonly columns: number; readonly rows: number }
  readonly end: () => void
}

export interface ProcessControl {
  /** program and arguments that start another csrlab */
  readonly self: readonly string[]
  /**
   * Calls `stop` at the first SIGINT or SIGTERM, then ends the process; a second signal ends it
   * immediately. `leavingMs`: extra time for `stop`.
   */
  onStop(stop: () => Promise<void>, leavingMs?: () => number): void
  /** Calls `task` when the reader of standard output is gone, as with `| head`. */
  onReaderGone(task: () => void): void
  /** Prints the error and ends the process, once `last` settles or after a timeout. */
  fail(error: Error, last: Promise<void>): void
  /** Translates and prints uncaught errors, which end the process. */
  onFault(translate: (error: unknown) => unknown): void
}
