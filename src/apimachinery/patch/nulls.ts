import { isJsonObject, type JsonObject } from '../text/json.ts'

/**
 * A value without the null fields of its objects, at any depth; null items of lists stay. The value itself when it has none. This
 * is how a patch adds something new: there is nothing that its nulls could delete.
 */
export const withoutNulls = (value: unknown): unknown => {
  if (Array.isArray(value)) {
    const items = value.map(withoutNulls)
    return items.every((item, i) => item === value[i]) ? value : items
  }
  if (!isJsonObject(value)) return value
  const kept: JsonObject = Object.create(null)
  let changed = false
  for (const key of Object.keys(value)) {
    const field = value[key]
    const clean = withoutNulls(field)
    if (clean !== field || field === null) changed = true
    if (field !== null) kept[key] = clean
  }
  return changed ? kept : value
}
