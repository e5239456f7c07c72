/** Source: structured-merge-diff, typed/tofieldset.go. */
import { isJsonObject } from '../text/json.ts'
import type { ListSchema, Schema } from '../schema/schema.ts'
import { type FieldSet, type FieldSetBuilder, fieldSetBuilder, insertPath } from './fieldset.ts'
import { itemsByElement, namedItems } from './list-items.ts'
import { fieldElement, type PathElement } from './path-element.ts'
import { isBare } from '../schema/unset.ts'
import { isGranular, schemaOfField } from './typed-value.ts'

const addItems = (
  set: FieldSetBuilder,
  path: PathElement[],
  schema: ListSchema,
  list: readonly unknown[],
): void => {
  for (const [element, items] of itemsByElement(schema, namedItems(schema, list))) {
    path.push(element)
    if (items.length === 1) addValue(set, path, schema.items, items[0])
    insertPath(set, path)
    path.pop()
  }
}

const addValue = (
  set: FieldSetBuilder,
  path: PathElement[],
  schema: Schema,
  value: unknown,
): void => {
  if (!isGranular(schema)) {
    insertPath(set, path)
    return
  }
  if (schema.type === 'list') {
    if (Array.isArray(value)) addItems(set, path, schema, value)
    return
  }
  if (!isJsonObject(value)) return
  for (const name of Object.keys(value)) {
    const child = value[name]
    const childSchema = schemaOfField(schema, name)
    if (childSchema === undefined) continue
    path.push(fieldElement(name))
    addValue(set, path, childSchema, child)
    // a declared field that is null or {} is a member itself; otherwise its contents are
    const empty = child === null || (isJsonObject(child) && isBare(child))
    if (schema.type === 'map' || empty) insertPath(set, path)
    path.pop()
  }
}

/**
 * Returns all leaves, map entries, list items and empty objects. Skips list items whose keys
 * were pruned.
 */
export const toFieldSet = (schema: Schema, value: unknown): FieldSet => {
  const set = fieldSetBuilder()
  addValue(set, [], schema, value)
  return set
}
