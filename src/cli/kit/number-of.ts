import type { CommandLine } from './command-line.ts'
import { UsageError } from './errors.ts'

/** Returns undefined if the option is not given. Throws UsageError. */
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
