/**
 * Compares the fields of two objects of one kind. Source: structured-merge-diff, typed/compare.go.
 */
import { isJsonObject, type JsonObject, ownValue } from '../text/json.ts'
import type { ListSchema, MapSchema, Schema, StructSchema } from '../schema/schema.ts'
import { EMPTY_SET, type FieldSet, fieldSetBuilder, insertPath } from './fieldset.ts'
import { itemsByElement } from './list-items.ts'
import { fieldElement, type PathElement } from './path-element.ts'
import { isBare } from '../schema/unset.ts'
import { fieldValue, isGranular, sameValue } from './typed-value.ts'

/** All sets are empty for equal objects, whatever the order of keyed lists and sets. */
export interface Comparison {
  readonly added: FieldSet
  readonly modified: FieldSet
  readonly removed: FieldSet
}

export interface CompareOptions {
  /** members are skipped, with all fields below */
  readonly ignored?: FieldSet
  /**
   * The newer object is not decoded: nulls and empty containers are values, absent fields are
   * unset.
   */
  readonly raw?: boolean
}

class Comparer {
  readonly added = fieldSetBuilder()
  readonly modified = fieldSetBuilder()
  readonly removed = fieldSetBuilder()
  readonly #path: PathElement[] = []
  readonly #raw: boolean

  constructor(raw: boolean) {
    this.#raw = raw
  }

  /** Compares two values at the current path; undefined: absent. */
  value(schema: Schema, old: unknown, updated: unknown, ignored: FieldSet): void {
    if (old === updated) return
    if (!this.#descend(schema, old, updated, ignored)) {
      if (old !== undefined && updated !== undefined && !sameValue(schema, old, updated)) {
        insertPath(this.modified, this.#path)
      }
    }
    if (old === undefined) insertPath(this.added, this.#path)
    else if (updated === undefined) insertPath(this.removed, this.#path)
  }

  /** Compares the contents; returns false for atomic or empty values. */
  #descend(schema: Schema, old: unknown, updated: unknown, ignored: FieldSet): boolean {
    if (!isGranular(schema)) return false
    if (schema.type === 'struct') {
      if (!isJsonObject(old) && !isJsonObject(updated)) return false
      this.#struct(schema, old, updated, ignored)
      return true
    }
    // two empty containers differ if only one is null
    if ((old === undefined || isBare(old)) && (updated === undefined || isBare(updated)))
      return false
    if (schema.type === 'map') this.#map(schema, old, updated, ignored)
    else this.#list(schema, old, updated)
    return true
  }

  #struct({ fields }: StructSchema, old: unknown, updated: unknown, ignored: FieldSet): void {
    const from = isJsonObject(old) ? old : undefined
    const to = isJsonObject(updated) ? updated : undefined
    for (const field of fields) {
      const before = from === undefined ? undefined : fieldValue(field, from[field.name])
      let after = to?.[field.name]
      if (to !== undefined && (after === undefined || !this.#raw)) after = fieldValue(field, after)
      if (before !== after)
        this.#child(fieldElement(field.name), field.schema, before, after, ignored)
    }
  }

  #map({ values }: MapSchema, old: unknown, updated: unknown, ignored: FieldSet): void {
    const from: JsonObject = isJsonObject(old) ? old : {}
    const to: JsonObject = isJsonObject(updated) ? updated : {}
    for (const key of Object.keys(from)) {
      this.#child(fieldElement(key), values, from[key], ownValue(to, key), ignored)
    }
    for (const key of Object.keys(to)) {
      if (!Object.hasOwn(from, key))
        this.#child(fieldElement(key), values, undefined, to[key], ignored)
    }
  }

  #list(schema: ListSchema, old: unknown, updated: unknown): void {
    const from = itemsByElement(schema, Array.isArray(old) ? old : [])
    const to = itemsByElement(schema, Array.isArray(updated) ? updated : [])
    for (const [element, items] of from) this.#items(schema, element, items, to.get(element) ?? [])
    for (const [element, items] of to)
      if (!from.has(element)) this.#items(schema, element, [], items)
  }

  /** Compares items with the same keys. Duplicates are owned together, as one value. */
  #items(
    { items }: ListSchema,
    element: PathElement,
    old: readonly unknown[],
    updated: readonly unknown[],
  ): void {
    if (old.length <= 1 && updated.length <= 1) {
      this.#child(element, items, old[0], updated[0], EMPTY_SET)
      return
    }
    this.#path.push(element)
    if (old.length > 1 && updated.length > 1) {
      const same =
        old.length === updated.length && old.every((item, i) => sameValue(items, item, updated[i]))
      if (!same) insertPath(this.modified, this.#path)
    } else if (old.length > 1) {
      this.value(items, undefined, updated[0], EMPTY_SET)
      insertPath(this.removed, this.#path)
    } else {
      this.value(items, old[0], undefined, EMPTY_SET)
      insertPath(this.added, this.#path)
    }
    this.#path.pop()
  }

  #child(
    element: PathElement,
    schema: Schema,
    old: unknown,
    updated: unknown,
    ignored: FieldSet,
  ): void {
    let below = EMPTY_SET
    if (ignored.children.size > 0) {
      below = ignored.children.get(element) ?? EMPTY_SET
      if (below.member) return
    }
    this.#path.push(element)
    this.value(schema, old, updated, below)
    this.#path.pop()
  }
}

/** Compares two objects. Ignored and shared parts cost little. */
export const compare = (
  schema: StructSchema,
  old: unknown,
  updated: unknown,
  { ignored = EMPTY_SET, raw = false }: CompareOptions = {},
): Comparison => {
  const comparer = new Comparer(raw)
  comparer.value(schema, old, updated, ignored)
  return comparer
}
