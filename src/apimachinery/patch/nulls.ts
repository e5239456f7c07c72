import { isJsonObject, type JsonObject } from '../text/json.ts'

/**
 * Removes null fields at any depth, for a patch that adds a value; null items of lists stay.
 * Returns the value itself if nothing is removed.
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
