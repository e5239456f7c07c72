import { isJsonObject, type JsonObject } from './json-value.ts'

/** Characters that may sort differently in UTF-16 and UTF-8. */
const HIGH = /[\ud800-\uffff]/

/** Sorts texts in place, in UTF-8 byte order like Go. */
export const sortTexts = (texts: string[]): string[] => {
  if (!texts.some((text) => HIGH.test(text))) return texts.sort()
  return texts.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
}

/** Returns keys in UTF-8 byte order, Go's order of map keys. */
export const sortedKeys = (object: object): string[] => sortTexts(Object.keys(object))

/**
 * Returns the map itself if its keys are in byte order, else a sorted copy without prototype.
 * JavaScript still puts integer keys such as `9` first, in numeric order.
 */
export const inByteOrder = <T>(map: Record<string, T>): Record<string, T> => {
  const sorted = sortedKeys(map)
  let at = 0
  for (const key in map) {
    if (sorted[at++] !== key) {
      const copy: Record<string, T> = Object.create(null)
      for (const name of sorted) copy[name] = map[name]!
      return copy
    }
  }
  return map
}

/** Copies a JSON value, with the keys of all its objects ordered like {@link inByteOrder}. */
export const inByteOrderThroughout = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(inByteOrderThroughout)
  if (!isJsonObject(value)) return value
  const copy: JsonObject = Object.create(null)
  for (const key of sortedKeys(value)) copy[key] = inByteOrderThroughout(value[key])
  return copy
}
