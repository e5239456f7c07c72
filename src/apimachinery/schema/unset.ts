/** When Go leaves a field out. */
import type { FieldSchema } from './schema.ts'
import { zeroOfField } from './zero.ts'

/** Whether the value is the one that `omitempty` leaves out. */
const isEmpty = (value: unknown): boolean => {
  switch (typeof value) {
    case 'string':
      return value === ''
    case 'number':
      return value === 0
    case 'boolean':
      return !value
    case 'object':
      if (Array.isArray(value)) return value.length === 0
      for (const _ in value) return false
      return true
    default:
      return false
  }
}

/**
 * What is emitted for a field of that value: the value, or the field's zero where it is unset (null, undefined, or empty where
 * Go's omitempty counts that as unset). Undefined: nothing is.
 */
export const emitted = (field: FieldSchema, value: unknown): unknown => {
  if (value === undefined || value === null) return zeroOfField(field)
  if (field.zero !== undefined || field.pointer === true) return value
  const { schema } = field
  // structs, times and raw JSON are never empty in Go's eyes
  if (schema.type === 'struct' || (schema.type === 'scalar' && schema.scalar === 'json'))
    return value
  return isEmpty(value) ? undefined : value
}
