import { isJsonObject } from '../text/json.ts'
import type { FieldSchema } from './schema.ts'
import { zeroOfField } from './zero.ts'

/** Reports whether the value is null or an empty container. */
export const isBare = (value: unknown): boolean => {
  if (Array.isArray(value)) return value.length === 0
  if (!isJsonObject(value)) return value === null
  for (const _ in value) return false
  return true
}

const isEmpty = (value: unknown): boolean =>
  value === '' || value === 0 || value === false || isBare(value)

/**
 * Returns the value to emit for a field: `value`, or the field's zero if `value` is unset. Returns
 * undefined if the field is omitted.
 */
export const emitted = (field: FieldSchema, value: unknown): unknown => {
  if (value === undefined || value === null) return zeroOfField(field)
  if (field.zero !== undefined || field.pointer) return value
  const { schema } = field
  // structs and raw JSON are never empty to Go
  if (schema.type === 'struct' || (schema.type === 'scalar' && schema.scalar === 'json'))
    return value
  return isEmpty(value) ? undefined : value
}
