import type { DecodeContext } from './decode-context.ts'
import { DecodeError } from '../text/decode-error.ts'
import { canonicalBase64 } from '../text/go-base64.ts'
import { canonicalMicroTime, canonicalTime } from '../text/go-time.ts'
import { parseInt64 } from '../text/int64.ts'
import { JsonNumber, stringifyJson } from '../text/json.ts'
import { canonicalQuantity } from '../quantity.ts'
import type { ScalarSchema } from './schema.ts'

/**
 * Decodes one value other than null. Returns undefined for Go's zero time, and for a wrong type or
 * invalid base64, which the context records. Throws DecodeError for any invalid time, quantity or
 * IntOrString.
 */
export type Decode = (value: unknown, context: DecodeContext) => unknown

export const scalarDecoder = ({ scalar, goType }: ScalarSchema): Decode => {
  switch (scalar) {
    case 'string':
      return (value, context) =>
        typeof value === 'string' ? value : context.wrongType(value, goType)
    case 'bool':
      return (value, context) =>
        typeof value === 'boolean' ? value : context.wrongType(value, goType)
    case 'int32':
      return integerDecoder(goType, INT32)
    case 'int64':
      return integerDecoder(goType, INT64)
    case 'double':
      return decodeDouble(goType)
    case 'bytes':
      return decodeBytes(goType)
    case 'time':
      return timeDecoder(canonicalTime)
    case 'microTime':
      return timeDecoder(canonicalMicroTime)
    case 'quantity':
      return decodeQuantity
    case 'intOrString':
      return decodeIntOrString
    default:
      // raw JSON
      return (value) => value
  }
}

interface Range {
  readonly min: bigint
  readonly max: bigint
}
const UINT8: Range = { min: 0n, max: 255n }
const INT32: Range = { min: -(2n ** 31n), max: 2n ** 31n - 1n }
const INT64: Range = { min: -(2n ** 63n), max: 2n ** 63n - 1n }

/**
 * Returns undefined unless strconv.ParseInt accepts the literal and the integer is in the range.
 * Beyond 2^53 the last digits are lost.
 */
const integerIn = (value: unknown, { min, max }: Range): number | undefined => {
  const literal = value instanceof JsonNumber ? value.literal : value
  if (literal === value && typeof value !== 'number') return undefined
  const integer = parseInt64(String(literal))
  return integer !== undefined && integer >= min && integer <= max ? Number(integer) : undefined
}

const integerDecoder =
  (goType: string, range: Range): Decode =>
  (value, context) =>
    integerIn(value, range) ?? context.wrongType(value, goType, true)

const decodeDouble =
  (goType: string): Decode =>
  (value, context) => {
    const double = value instanceof JsonNumber ? Number(value.literal) : value
    if (typeof double === 'number' && Number.isFinite(double)) return double
    return context.wrongType(value, goType, true)
  }

/** Accepts base64 or a list of byte values; returns base64. */
const decodeBytes =
  (goType: string): Decode =>
  (value, context) => {
    if (Array.isArray(value)) {
      const bytes = value.map(
        (item) =>
          integerIn(item, UINT8) ??
          (item === null ? undefined : context.wrongType(item, 'uint8', true)) ??
          0,
      )
      return Buffer.from(bytes).toString('base64')
    }
    if (typeof value !== 'string') return context.wrongType(value, goType)
    try {
      return canonicalBase64(value)
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      context.error ??= error
      return undefined
    }
  }

/** An invalid time ends decoding and hides earlier errors, like any error of UnmarshalJSON. */
const timeDecoder =
  (canonical: (text: string) => string | undefined): Decode =>
  (value, context) => {
    if (typeof value !== 'string') throw context.typeError(value, 'string')
    return canonical(value)
  }

const decodeQuantity: Decode = (value) => {
  // values other than strings are parsed as JSON text: only numbers succeed
  const text = value instanceof JsonNumber ? value.literal : value
  return canonicalQuantity(typeof text === 'string' ? text.trim() : stringifyJson(text))
}

const decodeIntOrString: Decode = (value, context) => {
  if (typeof value === 'string') return value
  const integer = integerIn(value, INT32)
  if (integer === undefined) throw context.typeError(value, 'int32', true)
  return integer
}
