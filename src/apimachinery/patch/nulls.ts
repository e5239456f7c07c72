import { isJsonObject, type JsonObject } from '../text/json.ts'

/** Copies a value that a patch adds, without null fields at any depth; null items of lists stay. */
export const withoutNulls = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isJsonObject(value)) return value
  const kept: JsonObject = Object.create(null)
  for (const key of Object.keys(value))
    if (value[key] !== null) kept[key] = withoutNulls(value[key])
  return kept
}
