/** Stored form of objects that the server built or changed. */
import { inByteOrder } from '../text/byte-order.ts'
import type { FieldSchema, Schema, StructSchema } from './schema.ts'
import { emitted } from './unset.ts'

const canonicalValue = (schema: Schema, value: unknown): unknown => {
  if (value === null || value === undefined) return value
  switch (schema.type) {
    case 'scalar':
      return value
    case 'list': {
      const { items } = schema
      const list = value as unknown[]
      return items.type === 'scalar' ? list : list.map((item) => canonicalValue(items, item))
    }
    case 'map': {
      const map: Record<string, unknown> = Object.create(null)
      for (const [key, item] of Object.entries(value))
        map[key] = canonicalValue(schema.values, item)
      return inByteOrder(map)
    }
    default:
      return canonicalStruct(schema, value as Record<string, unknown>)
  }
}

const canonicalStruct = (schema: StructSchema, value: Record<string, unknown>): object => {
  const object: Record<string, unknown> = {}
  for (const field of schema.fields) {
    const kept = emitted(field, canonicalValue(field.schema, value[field.name]))
    if (kept !== undefined) object[field.name] = isStoredAsNone(field, kept) ? null : kept
  }
  return object
}

/** A field that is emitted as null when unset also stores an empty list as null. */
const isStoredAsNone = ({ zero }: FieldSchema, value: unknown): boolean =>
  zero === null && Array.isArray(value) && value.length === 0

/**
 * Returns an object with fields in wire order, zero values as Go writes them, and no unknown
 * fields. Does not check scalars. May share parts of the argument.
 */
export const canonical = <T extends object>(schema: StructSchema, object: T): T =>
  canonicalStruct(schema, object as Record<string, unknown>) as T
