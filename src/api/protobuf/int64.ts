import type { Reader } from './package.ts'

/**
 * The next integer of up to 64 bits. Beyond 2^53 it loses its last digits, as JavaScript has no numbers for them. `Number` of what the
 * reader gives writes its digits down and reads them.
 */
export const readInt64 = (reader: Reader): number => {
  const { low, high } = reader.int64()
  return high * 2 ** 32 + (low >>> 0)
}
