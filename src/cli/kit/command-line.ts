/** What commands are given of the command line, and what they give back. */
import type { Shown } from '../../apimachinery/text/shown.ts'

/** What was said behind the name of a command. */
export interface CommandLine {
  /** what is no option */
  readonly words: readonly string[]
  /** of the options that have one, by their names without dashes */
  readonly values: Readonly<Record<string, string>>
  /** of those that have none */
  readonly switches: Readonly<Record<string, boolean>>
  /** the options that stand there, as opposed to those of the environment */
  readonly given: ReadonlySet<string>
}

export interface CommandResult {
  /** for standard output */
  readonly text: Shown
  /** 0: done, or all is well; 1: no, or something is broken */
  readonly code: number
  /** for a program or a file: a terminal shows it as it is too */
  readonly isData?: boolean
}

/** Whether a program is to read what comes out. */
export const isForPrograms = ({ switches }: Pick<CommandLine, 'switches'>): boolean =>
  switches['json'] === true

/** A command line that is none: one sentence that says how to write it. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
