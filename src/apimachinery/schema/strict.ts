/** Errors of strict field validation; with `fieldValidation=Warn`, they are sent as warnings. */
import { isJsonObject } from '../text/json.ts'
import { goQuote } from '../text/quote.ts'
import type { Schema, StructSchema } from './schema.ts'

/** Limit of sigs.k8s.io/json. */
const MAX_ERRORS = 100

/** Calls `onField` for each field in document order, except inside unknown fields and raw JSON. */
const eachField = (
  schema: Schema,
  value: unknown,
  path: string,
  onField: (path: string, isKnown: boolean) => void,
): void => {
  if (schema.type === 'list') {
    if (!Array.isArray(value)) return
    value.forEach((item, index) => eachField(schema.items, item, `${path}[${index}]`, onField))
  } else if (schema.type !== 'scalar' && isJsonObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      const itemPath = path === '' ? key : `${path}.${key}`
      const itemSchema = schema.type === 'map' ? schema.values : schema.byName.get(key)?.schema
      onField(itemPath, itemSchema !== undefined)
      if (itemSchema !== undefined) eachField(itemSchema, item, itemPath, onField)
    }
  }
}

/** Returns paths in document order: `spec.colour`, `spec.list[0].x`. */
export const unknownFields = (schema: StructSchema, json: unknown): string[] => {
  const paths: string[] = []
  eachField(schema, json, '', (path, isKnown) => {
    if (!isKnown) paths.push(path)
  })
  return paths
}

/**
 * Returns at most 100 errors, in document order. `hasUnknown` comes from decodeObject, `duplicates`
 * from parseJson; duplicates inside unknown fields and raw JSON do not count.
 */
export const strictErrors = (
  schema: StructSchema,
  json: unknown,
  hasUnknown: boolean,
  duplicates: readonly string[],
): string[] => {
  const errors: string[] = []
  if (!hasUnknown && duplicates.length === 0) return errors
  const repeated = new Set(duplicates)
  eachField(schema, json, '', (path, isKnown) => {
    if (!isKnown) errors.push(`unknown field ${goQuote(path)}`)
    else if (repeated.has(path)) errors.push(`duplicate field ${goQuote(path)}`)
  })
  return [...new Set(errors)].slice(0, MAX_ERRORS)
}
