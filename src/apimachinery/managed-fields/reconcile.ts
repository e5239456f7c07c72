/** Adapts sets to another schema. Source: structured-merge-diff, typed/reconcile_schema.go. */
import type { Schema } from '../schema/schema.ts'
import type { FieldSet } from './fieldset.ts'
import { fieldName, type PathElement } from './path-element.ts'
import { isGranular } from './typed-value.ts'

const schemaBelow = (schema: Schema, element: PathElement): Schema | undefined => {
  if (schema.type === 'list') return schema.items
  if (schema.type === 'map') return schema.values
  const name = fieldName(element)
  return schema.type === 'struct' && name !== undefined
    ? schema.byName.get(name)?.schema
    : undefined
}

/** Replaces members inside of atomic values by the atomic values. */
export const reconcile = (schema: Schema, set: FieldSet): FieldSet => {
  if (set.children.size === 0 || schema.type === 'scalar') return set
  if (!isGranular(schema)) return { member: true, children: new Map() }
  let changed = false
  const children = new Map<PathElement, FieldSet>()
  for (const [element, child] of set.children) {
    const below = schemaBelow(schema, element)
    const kept = below === undefined ? child : reconcile(below, child)
    if (kept !== child) changed = true
    children.set(element, kept)
  }
  return changed ? { member: set.member, children } : set
}
