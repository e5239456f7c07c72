/** CRC-32 of concatenated bytes (`crc32_combine_gen` and `crc32_combine_op` of zlib 1.2.12). */

/** gzip's polynomial, bits reversed (RFC 1952 section 8). */
const POLYNOMIAL = 0xedb88320
const ONE = 0x80000000
const X = 0x40000000

/** Multiplies polynomials modulo {@link POLYNOMIAL}; the highest bit is x⁰. */
const product = (a: number, b: number): number => {
  let sum = 0
  let factor = b
  for (let rest = a; rest !== 0; rest <<= 1) {
    if (rest < 0) sum ^= factor
    factor = factor & 1 ? (factor >>> 1) ^ POLYNOMIAL : factor >>> 1
  }
  return sum | 0
}

/** x to the power of 2ⁿ, by n. */
const POWERS: number[] = [X]
for (let n = 1; n < 32; n++) POWERS.push(product(POWERS[n - 1]!, POWERS[n - 1]!))

/** The `shift` of {@link joinedCrc}. `bytes`: the length of the second part. */
export const shiftOf = (bytes: number): number => {
  let shift: number = ONE | 0
  let n = 3
  for (let rest = bytes; rest > 0; rest >>>= 1, n++)
    if (rest & 1) shift = product(POWERS[n & 31]!, shift)
  return shift
}

/** The CRC of two concatenated parts. `shift`: {@link shiftOf} of the second part's length. */
export const joinedCrc = (first: number, second: number, shift: number): number =>
  (product(shift, first | 0) ^ second) >>> 0
