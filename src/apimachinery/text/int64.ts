/** Digits of 2^63. */
const MOST_DIGITS = 19

/**
 * The int64 that `strconv.ParseInt` reads in a decimal text; undefined if it is none, or out of range.
 * The digits are counted first: BigInt takes 0.1 s for a million of them.
 */
export const parseInt64 = (text: string): bigint | undefined => {
  if (!/^[+-]?\d+$/.test(text)) return undefined
  const digits = text.replace(/^[+-]?0*/, '')
  if (digits.length > MOST_DIGITS) return undefined
  const value = text.startsWith('-') ? -BigInt(digits) : BigInt(digits)
  return BigInt.asIntN(64, value) === value ? value : undefined
}
