/** Source: structured-merge-diff, merge/update.go. */
import type { Schema, StructSchema } from '../schema/schema.ts'
import {
  difference,
  type FieldSet,
  intersection,
  isEmptySet,
  mapChildren,
  union,
} from './fieldset.ts'
import { removeItems } from './remove-items.ts'
import { toFieldSet } from './to-field-set.ts'
import { schemaBelow } from './typed-value.ts'

/** Adds the struct fields on each member's path, since the owner of `spec.x` also owns `spec`. */
const withNamedFields = (schema: Schema | undefined, set: FieldSet): FieldSet =>
  mapChildren(set, set.member, (child, element) => {
    const below = schemaBelow(schema, element)
    const named = withNamedFields(below, child)
    const declared = schema?.type === 'struct' && below !== undefined
    return declared && !named.member ? { ...named, member: true } : named
  })

/** Removes the fields that the applier owned before (`last`) and no manager owns now (`owned`). */
export const prune = (
  schema: StructSchema,
  merged: unknown,
  last: FieldSet,
  owned: FieldSet,
): unknown => {
  // after most applies, everything still has an owner
  if (isEmptySet(difference(last, owned))) return merged
  const named = (set: FieldSet): FieldSet => withNamedFields(schema, set)
  const given = named(last)
  const all = named(toFieldSet(schema, merged))
  const left = named(toFieldSet(schema, removeItems(schema, merged, given)))
  // fields that still have an owner are kept
  const kept = removeItems(schema, merged, difference(all, union(left, named(owned))))
  // fields that were removed only with their container are kept
  const gone = difference(all, named(toFieldSet(schema, kept)))
  return removeItems(schema, merged, intersection(gone, given))
}
