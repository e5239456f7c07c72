export type Environment = Readonly<Record<string, string | undefined>>

export interface CommandLine {
  /** arguments */
  readonly words: readonly string[]
  /** by the options' names without leading dashes */
  readonly values: Readonly<Record<string, string>>
  /** options without a value */
  readonly switches: Readonly<Record<string, boolean>>
  /** names of the options on the command line, not in the environment */
  readonly given: ReadonlySet<string>
}

export const isForPrograms = ({ switches }: Pick<CommandLine, 'switches'>): boolean =>
  switches['json'] === true
