/** Errors of the real server's converter. Source: k8s.io/apimachinery/pkg/runtime/converter.go. */
import { DecodeContext } from '../schema/decode-context.ts'
import { DecodeError } from '../text/decode-error.ts'
import { scalarDecoder } from '../schema/decode-scalar.ts'
import { isJsonObject } from '../text/json.ts'
import type { ScalarSchema, Schema } from '../schema/schema.ts'
import { goTypeName } from '../text/go-text.ts'

/** Name of the kind in Go's reflect package. */
const kindOf = (value: unknown): string => {
  if (Array.isArray(value)) return 'slice'
  return isJsonObject(value) ? 'map' : goTypeName(value)
}

const isNumber = (kind: string): boolean => kind === 'int64' || kind === 'float64'

const scalarError = (schema: ScalarSchema, value: unknown): string | undefined => {
  const { scalar, goType } = schema
  const kind = kindOf(value)
  const plainType = goType.replace(/^\*/, '')
  const cannot = `cannot convert ${kind} to ${plainType}`
  switch (scalar) {
    case 'string':
      if (kind === 'string') return undefined
      // in Go, an integer is convertible to a string (as a character), which changes the error
      return kind === 'int64' ? cannot : 'unrecognized type: string'
    case 'bool':
      return kind === 'bool' ? undefined : 'unrecognized type: bool'
    case 'int32':
    case 'int64':
      if (kind === 'int64') return undefined
      return kind === 'float64' ? cannot : `unrecognized type: ${scalar}`
    case 'double':
      return isNumber(kind) ? undefined : 'unrecognized type: float64'
    case 'bytes': {
      if (kind !== 'string') return `cannot restore slice from ${kind}`
      const problem = decodeError(schema, value)
      return problem && `error decoding from json: ${problem}`
    }
    default:
      return decodeError(schema, value)
  }
}

/** Error of typed decoding, without the field's name. */
const decodeError = (schema: ScalarSchema, value: unknown): string | undefined => {
  const context = new DecodeContext()
  try {
    scalarDecoder(schema)(value, context)
    return context.error?.message
  } catch (error) {
    if (error instanceof DecodeError) return error.message
    throw error
  }
}

/**
 * Returns the first error in field order; undefined if there is none, or if typed decoding reports
 * it in the same words.
 */
export const conversionError = (schema: Schema, value: unknown): string | undefined => {
  if (value === null || value === undefined) return undefined
  switch (schema.type) {
    case 'scalar':
      return scalarError(schema, value)
    case 'list':
      if (!Array.isArray(value)) return `cannot restore slice from ${kindOf(value)}`
      return firstOf(value, (item) => conversionError(schema.items, item))
    case 'map':
      if (!isJsonObject(value)) return `cannot restore map from ${kindOf(value)}`
      return firstOf(Object.values(value), (item) => conversionError(schema.values, item))
    default:
      if (!isJsonObject(value)) return `cannot restore struct from: ${kindOf(value)}`
      return firstOf(schema.fields, (field) =>
        Object.hasOwn(value, field.name)
          ? conversionError(field.schema, value[field.name])
          : undefined,
      )
  }
}

const firstOf = <T>(
  values: readonly T[],
  find: (value: T) => string | undefined,
): string | undefined => {
  for (const value of values) {
    const found = find(value)
    if (found !== undefined) return found
  }
  return undefined
}
