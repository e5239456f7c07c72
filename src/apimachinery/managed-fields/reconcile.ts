/** Source: structured-merge-diff, typed/reconcile_schema.go. */
import type { Schema } from '../schema/schema.ts'
import { type FieldSet, LEAF, mapChildren } from './fieldset.ts'
import { isGranular, schemaBelow } from './typed-value.ts'

/** Replaces paths inside each atomic value with the path of the value itself. */
export const reconcile = (schema: Schema, set: FieldSet): FieldSet => {
  if (set.children.size === 0 || schema.type === 'scalar') return set
  if (!isGranular(schema)) return LEAF
  return mapChildren(set, set.member, (child, element) => {
    const below = schemaBelow(schema, element)
    return below === undefined ? child : reconcile(below, child)
  })
}
