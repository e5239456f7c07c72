/** Source: structured-merge-diff, typed/helpers.go. */
import { isJsonObject } from '../text/json.ts'
import { goQuote } from '../text/quote.ts'
import type { ListSchema } from '../schema/schema.ts'
import { keyElement, type PathElement, valueElement } from './path-element.ts'

/** Error for an item that has no {@link PathElement}, in structured-merge-diff's words. */
export class ListItemError extends Error {
  override readonly name = 'ListItemError'
}

const keyedItem = ({ items, mapKeys }: ListSchema, item: unknown): PathElement => {
  if (item === null)
    throw new ListItemError('associative list with keys may not have a null element')
  if (!isJsonObject(item) || items.type !== 'struct') {
    throw new ListItemError('associative list with keys may not have non-map elements')
  }
  return keyElement(
    mapKeys.map((name) => {
      const field = items.byName.get(name)
      // in a real server's schema, a key field that Go always emits has its zero value as `default`
      const value = item[name] === undefined ? (field?.default ?? field?.zero) : item[name]
      if (value !== undefined) return [name, value]
      throw new ListItemError(
        `associative list with keys has an element that omits key field ${goQuote(name)} (and doesn't have default value)`,
      )
    }),
  )
}

/** Throws {@link ListItemError} for an item without a path element. */
export const itemElement = (schema: ListSchema, item: unknown): PathElement => {
  if (schema.listType === 'map') return keyedItem(schema, item)
  if (item === null) {
    throw new ListItemError("associative list without keys has an element that's an explicit null")
  }
  if (Array.isArray(item)) {
    throw new ListItemError('not supported: associative list with lists as elements')
  }
  if (isJsonObject(item)) {
    throw new ListItemError("associative list without keys has an element that's a map type")
  }
  return valueElement(item)
}

export const namedItems = (schema: ListSchema, list: readonly unknown[]): unknown[] =>
  list.filter((item) => {
    try {
      itemElement(schema, item)
      return true
    } catch (error) {
      if (error instanceof ListItemError) return false
      throw error
    }
  })

/** Duplicate items have the same element. Throws {@link ListItemError}. */
export const itemsByElement = (
  schema: ListSchema,
  list: readonly unknown[],
): Map<PathElement, unknown[]> => {
  const items = new Map<PathElement, unknown[]>()
  for (const item of list) {
    const element = itemElement(schema, item)
    const same = items.get(element)
    if (same === undefined) items.set(element, [item])
    else same.push(item)
  }
  return items
}
