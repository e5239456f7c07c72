/** Objects that the server itself built or changed, brought back to the form in which they are stored and sent. */
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

/** Storage has no empty lists: one that is always emitted comes back as none. */
const isStoredAsNone = ({ zero }: FieldSchema, value: unknown): boolean =>
  zero === null && Array.isArray(value) && value.length === 0

/**
 * The object with its fields in the order of the wire and its zero values as Go writes them, whatever order its makers gave it;
 * fields that the schema does not know are left out. Scalars are taken as they are. The argument is not changed, but parts of it
 * may be shared.
 */
export const canonical = <T extends object>(schema: StructSchema, object: T): T =>
  canonicalStruct(schema, object as Record<string, unknown>) as T
