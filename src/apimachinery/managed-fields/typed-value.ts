/** Source: structured-merge-diff's reflecting values, which follow encoding/json's omitempty. */
import { isJsonObject, sameJson } from '../text/json.ts'
import { fieldName, type PathElement } from './path-element.ts'
import type { FieldSchema, ListSchema, MapSchema, Schema, StructSchema } from '../schema/schema.ts'
import { emitted } from '../schema/unset.ts'

type GranularSchema = StructSchema | MapSchema | ListSchema

export const isGranular = (schema: Schema): schema is GranularSchema =>
  schema.type === 'list' ? schema.listType !== 'atomic' : schema.type !== 'scalar' && !schema.atomic

export const schemaOfField = (
  schema: StructSchema | MapSchema,
  name: string,
): Schema | undefined => (schema.type === 'map' ? schema.values : schema.byName.get(name)?.schema)

export const schemaBelow = (
  schema: Schema | undefined,
  element: PathElement,
): Schema | undefined => {
  if (schema === undefined || schema.type === 'scalar') return undefined
  if (schema.type === 'list') return schema.items
  const name = fieldName(element)
  return name === undefined ? undefined : schemaOfField(schema, name)
}

/** Returns what Go writes for a field with this value; undefined if Go omits the field. */
export const fieldValue = (field: FieldSchema, value: unknown): unknown =>
  value === undefined || value === null ? field.zero : emitted(field, value)

/** Compares values. An unset field equals its zero value, unless the field is a pointer in Go. */
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
