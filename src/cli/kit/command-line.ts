import { UsageError } from './errors.ts'

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

/** Returns undefined if the option is not set. Throws UsageError. */
export const numberOf = (
  { values }: Pick<CommandLine, 'values'>,
  option: string,
  { least = 1, most }: { readonly least?: number; readonly most?: number } = {},
): number | undefined => {
  const text = values[option]
  if (text === undefined) return undefined
  const number = Number(text)
  if (/^\d{1,15}$/.test(text) && number >= least && number <= (most ?? Infinity)) return number
  const range = most === undefined ? `from ${least}` : `from ${least} to ${most}`
  throw new UsageError(`--${option} is ${JSON.stringify(text)}; write a whole number ${range}`)
}
