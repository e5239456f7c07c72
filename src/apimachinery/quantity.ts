/** Amounts with a unit (`500m`, `128Mi`), as in `k8s.io/apimachinery/pkg/api/resource`. */
import { DecodeError } from './text/decode-error.ts'

/** Longer than any real quantity. The limit keeps the BigInt arithmetic fast. */
const MAX_LENGTH = 64

const FORM = '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'
/** Form that Go's parser accepts. Unlike FORM, it allows only one dot, and `Ki` alone is zero. */
const PARTS =
  /^(?<sign>[+-]?)(?<whole>\d*)(?:\.(?<fraction>\d*))?(?<suffix>(?:[eEinumkKMGTP]+[-+]?\d*|[-+]\d*)?)$/

const DECIMAL_SUFFIXES = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E']
const BINARY_SUFFIXES = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']

/** amounts are in nanos */
const NANO_DIGITS = 9
const ONE = 10n ** BigInt(NANO_DIGITS)
const MAX = (2n ** 63n - 1n) * ONE

type Format = 'decimal' | 'binary' | 'exponent'

const scaleOf = (suffix: string): { format: Format; binary: number; exponent: number } => {
  const binary = BINARY_SUFFIXES.indexOf(suffix)
  if (binary > 0) return { format: 'binary', binary, exponent: 0 }
  const decimal = DECIMAL_SUFFIXES.indexOf(suffix)
  if (decimal >= 0) return { format: 'decimal', binary: 0, exponent: 3 * (decimal - 3) }
  if (/^[eE][-+]?\d+$/.test(suffix)) {
    return { format: 'exponent', binary: 0, exponent: Number(suffix.slice(1)) }
  }
  throw new DecodeError("unable to parse quantity's suffix")
}

const divideUp = (amount: bigint, by: bigint): bigint => (amount + by - 1n) / by

/** Above this exponent, amounts exceed MAX; below its negative, they are less than a nano. */
const MAX_POWER = 4 * MAX_LENGTH

/** Returns `amount` times 10^`power`, rounded up and at most MAX. */
const scaled = (amount: bigint, power: number): bigint => {
  if (amount === 0n) return 0n
  if (power > MAX_POWER) return MAX
  const nanos =
    power < 0
      ? divideUp(amount, 10n ** BigInt(Math.min(-power, MAX_POWER)))
      : amount * 10n ** BigInt(power)
  return nanos > MAX ? MAX : nanos
}

/** Writes the amount with the largest suffix that needs no fraction. */
const withSuffix = (amount: bigint, base: bigint, suffixes: readonly string[]): string => {
  let mantissa = amount
  let power = 0
  while (mantissa % base === 0n && power < suffixes.length - 1) {
    mantissa /= base
    power++
  }
  return `${mantissa}${suffixes[power]}`
}

const EXPONENTS = DECIMAL_SUFFIXES.map((_, at) => (at === 3 ? '' : `e${3 * (at - 3)}`))

interface Quantity {
  readonly negative: boolean
  readonly nanos: bigint
  readonly format: Format
}

const parseQuantity = (text: string): Quantity => {
  if (text.length > MAX_LENGTH)
    throw new DecodeError(`must be no more than ${MAX_LENGTH} characters`)
  const parts = text === '' ? undefined : PARTS.exec(text)?.groups
  if (parts === undefined) {
    throw new DecodeError(`quantities must match the regular expression '${FORM}'`)
  }
  const { sign, whole = '', fraction = '', suffix = '' } = parts
  const scale = scaleOf(suffix)
  const amount = BigInt(`${whole}${fraction}`) * 1024n ** BigInt(scale.binary)
  const nanos = scaled(amount, NANO_DIGITS + scale.exponent - fraction.length)
  return { negative: sign === '-', nanos, format: scale.format }
}

const quantityText = ({ negative, nanos, format }: Quantity): string => {
  if (nanos === 0n) return '0'
  // binary amounts below 1024 get decimal units, which need no rounding
  const binary = format === 'binary' && nanos >= 1024n * ONE
  const absolute = binary
    ? withSuffix(divideUp(nanos, ONE), 1024n, BINARY_SUFFIXES)
    : withSuffix(nanos, 1000n, format === 'exponent' ? EXPONENTS : DECIMAL_SUFFIXES)
  return negative ? `-${absolute}` : absolute
}

/**
 * Returns the server's form of a quantity: `1000m` becomes `1`, `0.5` becomes `500m`. Rounds away
 * from zero: binary amounts of at least 1024 to integers, others to nanos. Throws DecodeError.
 */
export const canonicalQuantity = (text: string): string => quantityText(parseQuantity(text))
