import { sortedKeys } from './byte-order.ts'
import { isJsonObject, JsonNumber, stringifyJson } from './json.ts'

/** Formats parseYaml's values as JSON, with exact numbers and keys in byte order. */
export const exactJson = (value: unknown): string => {
  if (value instanceof JsonNumber) return value.literal
  if (Array.isArray(value)) return `[${value.map(exactJson).join(',')}]`
  if (!isJsonObject(value)) return stringifyJson(value)
  const entries = sortedKeys(value).map((key) => `${stringifyJson(key)}:${exactJson(value[key])}`)
  return `{${entries.join(',')}}`
}
