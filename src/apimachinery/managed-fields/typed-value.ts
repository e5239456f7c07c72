/**
 * How a JSON value looks as a value of its Go type: what is set, what is not, and what stands for what is not. Source:
 * structured-merge-diff's reflecting values, which follow encoding/json's omitempty.
 */
import { isJsonObject, sameJson } from '../text/json.ts'
import type { FieldSchema, ListSchema, MapSchema, Schema, StructSchema } from '../schema/schema.ts'

/** A schema whose values are owned part by part, as opposed to one that is owned whole. */
type GranularSchema = StructSchema | MapSchema | ListSchema

export const isGranular = (schema: Schema): schema is GranularSchema => {
  switch (schema.type) {
    case 'scalar':
      return false
    case 'list':
      return schema.listType !== 'atomic'
    default:
      return !schema.atomic
  }
}

/** The schema of a field of a struct or of an entry of a map; undefined for a field that a struct does not have. */
export const schemaOfField = (
  schema: StructSchema | MapSchema,
  name: string,
): Schema | undefined => (schema.type === 'map' ? schema.values : schema.byName.get(name)?.schema)

/** `null`, or an object or list with nothing in it. */
export const isBare = (value: unknown): boolean => {
  if (Array.isArray(value)) return value.length === 0
  return value === null || (isJsonObject(value) && Object.keys(value).length === 0)
}

const isOmitted = ({ schema, pointer }: FieldSchema, value: unknown): boolean => {
  if (schema.type === 'scalar')
    return pointer !== true && (value === '' || value === 0 || value === false)
  return schema.type !== 'struct' && isBare(value)
}

/**
 * A field as its Go type holds it: its zero value when it is unset and Go emits it nevertheless, undefined when Go would
 * leave it out.
 */
export const fieldValue = (field: FieldSchema, value: unknown): unknown => {
  if (value === undefined || value === null) return field.zero
  return field.zero === undefined && isOmitted(field, value) ? undefined : value
}

/** Whether two values are the same in their Go type; a field that is unset equals its zero value. Lists are the same in order. */
export const sameValue = (schema: Schema, a: unknown, b: unknown): boolean => {
  if (a === b) return true
  if (schema.type === 'list' && Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, i) => sameValue(schema.items, item, b[i]))
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return sameJson(a, b)
  if (schema.type === 'struct') {
    return schema.fields.every((field) =>
      sameValue(field.schema, fieldValue(field, a[field.name]), fieldValue(field, b[field.name])),
    )
  }
  if (schema.type !== 'map') return sameJson(a, b)
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameValue(schema.values, a[key], b[key]))
  )
}
