/** What an applied configuration claims. Source: structured-merge-diff, typed/tofieldset.go. */
import { isJsonObject } from '../text/json.ts'
import type { ListSchema, Schema } from '../schema/schema.ts'
import { type FieldSet, type FieldSetBuilder, fieldSetBuilder, insertPath } from './fieldset.ts'
import { itemsByElement, namedItems } from './list-items.ts'
import { fieldElement, type PathElement } from './path-element.ts'
import { isBare, isGranular, schemaOfField } from './typed-value.ts'

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
    // a declared field owns no more than what is in it, unless there is nothing in it
    const empty = child === null || (isJsonObject(child) && isBare(child))
    if (schema.type === 'map' || empty) insertPath(set, path)
    path.pop()
  }
}

/**
 * All leaves of a document, the entries of its maps and the items of its keyed lists; not the containers. Items that have lost
 * their keys, as pruning may leave them, are nobody's.
 */
export const toFieldSet = (schema: Schema, value: unknown): FieldSet => {
  const set = fieldSetBuilder()
  addValue(set, [], schema, value)
  return set
}
