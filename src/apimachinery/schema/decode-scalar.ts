import { DecodeError, type DecodeContext } from './decode-context.ts'
import { canonicalBase64, CorruptBase64Error } from '../text/go-base64.ts'
import { canonicalMicroTime, canonicalTime, TimeParseError } from '../text/go-time.ts'
import { parseInt64 } from '../text/int64.ts'
import { JsonNumber, stringifyJson } from '../text/json.ts'
import { canonicalQuantity, QuantityError } from '../quantity.ts'
import type { ScalarSchema } from './schema.ts'

/**
 * Decodes one value; undefined for null, which leaves a Go variable unchanged, and for a wrong
 * type, which the context records. Throws DecodeError for an invalid time, quantity or IntOrString.
 */
export type Decode = (value: unknown, context: DecodeContext) => unknown

export const scalarDecoder = ({ scalar, goType }: ScalarSchema): Decode => {
  switch (scalar) {
    case 'string':
      return (value, context) => {
        if (typeof value === 'string') return value
        return value === null ? undefined : context.wrongType(value, goType)
      }
    case 'bool':
      return (value, context) => {
        if (typeof value === 'boolean') return value
        return value === null ? undefined : context.wrongType(value, goType)
      }
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
      return (value) => value ?? undefined
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
 * Returns a number whose literal strconv.ParseInt accepts: no fraction, no exponent. Integers
 * beyond 2^53 lose their last digits.
 */
const integerIn = (value: unknown, { min, max }: Range): number | undefined => {
  const literal = value instanceof JsonNumber ? value.literal : value
  if (typeof literal !== 'number' && !(typeof literal === 'string' && literal !== value))
    return undefined
  const integer = parseInt64(`${literal}`)
  return integer !== undefined && integer >= min && integer <= max ? Number(integer) : undefined
}

const integerDecoder =
  (goType: string, range: Range): Decode =>
  (value, context) => {
    if (value === null) return undefined
    return integerIn(value, range) ?? context.wrongType(value, goType, true)
  }

const decodeDouble =
  (goType: string): Decode =>
  (value, context) => {
    if (value === null) return undefined
    const double = value instanceof JsonNumber ? Number(value.literal) : value
    if (typeof double === 'number' && Number.isFinite(double)) return double
    return context.wrongType(value, goType, true)
  }

/** Decodes base64, or a list of byte values. */
const decodeBytes =
  (goType: string): Decode =>
  (value, context) => {
    if (value === null) return undefined
    if (Array.isArray(value)) {
      const bytes = value.map(
        (item) =>
          integerIn(item, UINT8) ?? (item === null ? 0 : context.wrongType(item, 'uint8', true)),
      )
      return Buffer.from(bytes.map((byte) => byte ?? 0)).toString('base64')
    }
    if (typeof value !== 'string') return context.wrongType(value, goType)
    try {
      return canonicalBase64(value)
    } catch (error) {
      if (!(error instanceof CorruptBase64Error)) throw error
      context.error ??= new DecodeError(error.message)
      return undefined
    }
  }

/** An invalid time ends decoding and hides earlier errors, like any error of UnmarshalJSON. */
const timeDecoder =
  (canonical: (text: string) => string | undefined): Decode =>
  (value, context) => {
    if (value === null) return undefined
    if (typeof value !== 'string') throw context.typeError(value, 'string')
    try {
      return canonical(value)
    } catch (error) {
      if (error instanceof TimeParseError) throw new DecodeError(error.message)
      throw error
    }
  }

const decodeQuantity: Decode = (value) => {
  if (value === null) return undefined
  // values other than strings are parsed as JSON text: only numbers succeed
  const text = value instanceof JsonNumber ? value.literal : value
  try {
    return canonicalQuantity(typeof text === 'string' ? text.trim() : stringifyJson(text))
  } catch (error) {
    if (error instanceof QuantityError) throw new DecodeError(error.message)
    throw error
  }
}

const decodeIntOrString: Decode = (value, context) => {
  if (value === null || typeof value === 'string') return value ?? undefined
  const integer = integerIn(value, INT32)
  if (integer === undefined) throw context.typeError(value, 'int32', true)
  return integer
}
