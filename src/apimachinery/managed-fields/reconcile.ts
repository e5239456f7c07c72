/** Adapts sets to another schema. Source: structured-merge-diff, typed/reconcile_schema.go. */
import type { Schema } from '../schema/schema.ts'
import type { FieldSet } from './fieldset.ts'
import type { PathElement } from './path-element.ts'
import { isGranular, schemaBelow } from './typed-value.ts'

/** Replaces members inside atomic values with the atomic values. */
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
