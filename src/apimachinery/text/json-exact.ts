import { sortedKeys } from './byte-order.ts'
import { isJsonObject, JsonNumber, stringifyJson } from './json.ts'

/**
 * JSON of a value that parseJson or parseYaml gave, with each number as it was written and the keys of objects in the order of their
 * bytes. The value may nest deeper than calls, which JSON.stringify may not.
 */
export const exactJson = (root: unknown): string => {
  const parts: string[] = []
  const rest: ({ readonly text: string } | { readonly value: unknown })[] = [{ value: root }]
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if ('text' in next) {
      parts.push(next.text)
      continue
    }
    const { value } = next
    if (Array.isArray(value)) {
      rest.push({ text: ']' })
      for (let at = value.length - 1; at >= 0; at--) {
        rest.push({ value: value[at] }, { text: at === 0 ? '[' : ',' })
      }
      if (value.length === 0) rest.push({ text: '[' })
    } else if (isJsonObject(value)) {
      rest.push({ text: '}' })
      const keys = sortedKeys(value)
      for (let at = keys.length - 1; at >= 0; at--) {
        const key = stringifyJson(keys[at]!)
        rest.push({ value: value[keys[at]!] }, { text: `${at === 0 ? '{' : ','}${key}:` })
      }
      if (keys.length === 0) rest.push({ text: '{' })
    } else parts.push(value instanceof JsonNumber ? value.literal : stringifyJson(value))
  }
  return parts.join('')
}
