export type Environment = Readonly<Record<string, string | undefined>>

/** The words and options after the name of a command. */
export interface CommandLine {
  /** arguments that are not options */
  readonly words: readonly string[]
  /** options with a value, by their names without leading dashes */
  readonly values: Readonly<Record<string, string>>
  /** options without a value */
  readonly switches: Readonly<Record<string, boolean>>
  /** names of the options given on the command line, not by the environment */
  readonly given: ReadonlySet<string>
}

/** Tells whether a program will read the output. */
export const isForPrograms = ({ switches }: Pick<CommandLine, 'switches'>): boolean =>
  switches['json'] === true
