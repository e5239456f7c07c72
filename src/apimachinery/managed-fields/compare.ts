/** Source: structured-merge-diff, typed/compare.go. */
import { isJsonObject, type JsonObject, ownValue } from '../text/json.ts'
import type { ListSchema, MapSchema, Schema, StructSchema } from '../schema/schema.ts'
import { EMPTY_SET, type FieldSet, fieldSetBuilder, insertPath } from './fieldset.ts'
import { itemsByElement } from './list-items.ts'
import { fieldElement, type PathElement } from './path-element.ts'
import { isBare } from '../schema/unset.ts'
import { fieldValue, isGranular, sameValue } from './typed-value.ts'

/** Both sets are empty for equal objects. The order of items in keyed lists and sets is ignored. */
export interface Comparison {
  /** fields that were added, or have another value */
  readonly changed: FieldSet
  readonly removed: FieldSet
}

export interface CompareOptions {
  /** fields to skip, with all fields below them */
  readonly ignored?: FieldSet
  /** whether `updated` is undecoded: only absent fields are unset, not null or empty ones */
  readonly raw?: boolean
}

export const compare = (
  schema: StructSchema,
  old: unknown,
  updated: unknown,
  { ignored = EMPTY_SET, raw = false }: CompareOptions = {},
): Comparison => {
  const changed = fieldSetBuilder()
  const removed = fieldSetBuilder()
  const path: PathElement[] = []

  const child = (
    element: PathElement,
    schema: Schema,
    old: unknown,
    updated: unknown,
    ignored: FieldSet,
  ): void => {
    let below = EMPTY_SET
    if (ignored.children.size > 0) {
      below = ignored.children.get(element) ?? EMPTY_SET
      if (below.member) return
    }
    path.push(element)
    compareValues(schema, old, updated, below)
    path.pop()
  }

  const compareStructs = (
    { fields }: StructSchema,
    old: unknown,
    updated: unknown,
    ignored: FieldSet,
  ): void => {
    const from = isJsonObject(old) ? old : undefined
    const to = isJsonObject(updated) ? updated : undefined
    for (const field of fields) {
      const before = from === undefined ? undefined : fieldValue(field, from[field.name])
      let after = to?.[field.name]
      if (to !== undefined && (after === undefined || !raw)) after = fieldValue(field, after)
      if (before !== after) child(fieldElement(field.name), field.schema, before, after, ignored)
    }
  }

  const compareMaps = (
    { values }: MapSchema,
    old: unknown,
    updated: unknown,
    ignored: FieldSet,
  ): void => {
    const from: JsonObject = isJsonObject(old) ? old : {}
    const to: JsonObject = isJsonObject(updated) ? updated : {}
    for (const key of new Set([...Object.keys(from), ...Object.keys(to)]))
      child(fieldElement(key), values, ownValue(from, key), ownValue(to, key), ignored)
  }

  /** Compares the items of one path element. If it has duplicates, they count as one value. */
  const compareItems = (
    { items }: ListSchema,
    element: PathElement,
    old: readonly unknown[],
    updated: readonly unknown[],
  ): void => {
    if (old.length <= 1 && updated.length <= 1) {
      child(element, items, old[0], updated[0], EMPTY_SET)
      return
    }
    path.push(element)
    if (old.length > 1 && updated.length > 1) {
      const same =
        old.length === updated.length && old.every((item, i) => sameValue(items, item, updated[i]))
      if (!same) insertPath(changed, path)
    } else if (old.length > 1) {
      compareValues(items, undefined, updated[0], EMPTY_SET)
      insertPath(removed, path)
    } else {
      compareValues(items, old[0], undefined, EMPTY_SET)
      insertPath(changed, path)
    }
    path.pop()
  }

  const compareLists = (schema: ListSchema, old: unknown, updated: unknown): void => {
    const from = itemsByElement(schema, Array.isArray(old) ? old : [])
    const to = itemsByElement(schema, Array.isArray(updated) ? updated : [])
    for (const element of new Set([...from.keys(), ...to.keys()]))
      compareItems(schema, element, from.get(element) ?? [], to.get(element) ?? [])
  }

  /** Compares contents; returns false if the values are atomic, or neither value has contents. */
  const descend = (schema: Schema, old: unknown, updated: unknown, ignored: FieldSet): boolean => {
    if (!isGranular(schema)) return false
    if (schema.type === 'struct') {
      if (!isJsonObject(old) && !isJsonObject(updated)) return false
      compareStructs(schema, old, updated, ignored)
      return true
    }
    // two empty containers differ if only one is null
    if ((old === undefined || isBare(old)) && (updated === undefined || isBare(updated)))
      return false
    if (schema.type === 'map') compareMaps(schema, old, updated, ignored)
    else compareLists(schema, old, updated)
    return true
  }

  /** Compares the values at the current path; undefined if an object has no value there. */
  const compareValues = (
    schema: Schema,
    old: unknown,
    updated: unknown,
    ignored: FieldSet,
  ): void => {
    if (old === updated) return
    const descended = descend(schema, old, updated, ignored)
    if (updated === undefined) insertPath(removed, path)
    else if (old === undefined || !(descended || sameValue(schema, old, updated)))
      insertPath(changed, path)
  }

  compareValues(schema, old, updated, ignored)
  return { changed, removed }
}
