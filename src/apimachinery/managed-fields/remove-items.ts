/** Source: structured-merge-diff, typed/remove.go. */
import { isJsonObject, type JsonObject } from '../text/json.ts'
import type { ListSchema, MapSchema, Schema, StructSchema } from '../schema/schema.ts'
import type { FieldSet } from './fieldset.ts'
import { itemElement } from './list-items.ts'
import { fieldElement } from './path-element.ts'
import { isBare } from '../schema/unset.ts'
import { isGranular, schemaOfField } from './typed-value.ts'

const GONE = Symbol('gone')

const withoutChild = (schema: Schema, value: unknown, set: FieldSet | undefined): unknown => {
  if (set === undefined) return value
  return set.member ? GONE : removeItems(schema, value, set)
}

const fromFields = (
  schema: StructSchema | MapSchema,
  object: JsonObject,
  set: FieldSet,
): unknown => {
  const kept: JsonObject = Object.create(null)
  let changed = false
  for (const name of Object.keys(object)) {
    const child = schemaOfField(schema, name)
    const value =
      child === undefined
        ? object[name]
        : withoutChild(child, object[name], set.children.get(fieldElement(name)))
    if (value !== object[name]) changed = true
    if (value !== GONE) kept[name] = value
  }
  if (!changed) return object
  return isBare(kept) ? null : kept
}

const fromList = (schema: ListSchema, list: readonly unknown[], set: FieldSet): unknown => {
  const items = list.map((item) =>
    withoutChild(schema.items, item, set.children.get(itemElement(schema, item))),
  )
  if (items.every((item, i) => item === list[i])) return list
  const kept = items.filter((item) => item !== GONE)
  return kept.length === 0 ? null : kept
}

/**
 * Returns null for a container without remaining contents, and the value itself if nothing is
 * removed from it.
 */
export const removeItems = (schema: Schema, value: unknown, set: FieldSet): unknown => {
  if (set.children.size === 0 || schema.type === 'scalar') return value
  // an atomic value is removed as a whole, since no manager can own a part of it
  if (!isGranular(schema) || isBare(value)) return null
  if (schema.type === 'list') return Array.isArray(value) ? fromList(schema, value, set) : null
  return isJsonObject(value) ? fromFields(schema, value, set) : null
}
