/** What an applier gives up by no longer mentioning it. Source: structured-merge-diff, merge/update.go. */
import type { Schema, StructSchema } from '../schema/schema.ts'
import { difference, type FieldSet, intersection, isEmptySet, union } from './fieldset.ts'
import { fieldName, type PathElement } from './path-element.ts'
import { removeItems } from './remove-items.ts'
import { toFieldSet } from './to-field-set.ts'

const schemaBelow = (schema: Schema | undefined, element: PathElement): Schema | undefined => {
  if (schema?.type === 'list') return element.startsWith('k:') ? schema.items : undefined
  const name = fieldName(element)
  if (name === undefined) return undefined
  if (schema?.type === 'map') return schema.values
  return schema?.type === 'struct' ? schema.byName.get(name)?.schema : undefined
}

/** The set, and with each member the declared fields on its way: who owns `spec.x` has a part in `spec`. */
const withNamedFields = (schema: Schema | undefined, set: FieldSet): FieldSet => {
  const children = new Map<PathElement, FieldSet>()
  for (const [element, child] of set.children) {
    const below = schemaBelow(schema, element)
    const { children: grandchildren } = withNamedFields(below, child)
    const declared = schema?.type === 'struct' && below !== undefined
    children.set(element, { member: child.member || declared, children: grandchildren })
  }
  return { member: set.member, children }
}

/**
 * Removes from a merged object what its applier owned the last time (`last`) and nobody owns now (`owned`: the union of all
 * managers' sets, the applier's new one among them).
 */
export const prune = (
  schema: StructSchema,
  merged: unknown,
  last: FieldSet,
  owned: FieldSet,
): unknown => {
  // everything still has an owner, as after most applies: all of it would come back below
  if (isEmptySet(difference(last, owned))) return merged
  const named = (set: FieldSet): FieldSet => withNamedFields(schema, set)
  const given = named(last)
  const all = named(toFieldSet(schema, merged))
  const left = named(toFieldSet(schema, removeItems(schema, merged, given)))
  // what somebody owns comes back
  const kept = removeItems(schema, merged, difference(all, union(left, named(owned))))
  // and so does what went only because it was part of something that was given up
  const gone = difference(all, named(toFieldSet(schema, kept)))
  return removeItems(schema, merged, intersection(gone, given))
}
