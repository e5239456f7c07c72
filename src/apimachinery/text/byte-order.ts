import { isJsonObject, type JsonObject } from './json-value.ts'

/** Whether UTF-16 order may differ from the order of the UTF-8 bytes. */
const HIGH = /[\ud800-\uffff]/

/** The keys of an object in the order of their UTF-8 bytes: how Go sorts the keys of a map. */
export const sortedKeys = (object: object): string[] => {
  const keys = Object.keys(object)
  if (!keys.some((key) => HIGH.test(key))) return keys.sort()
  return keys.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
}

/** A map without prototype, its keys in byte order. The same map if it is in order already. */
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

/** A JSON value with the keys of all its objects in byte order. */
export const inByteOrderThroughout = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(inByteOrderThroughout)
  if (!isJsonObject(value)) return value
  const copy: JsonObject = Object.create(null)
  for (const key of sortedKeys(value)) copy[key] = inByteOrderThroughout(value[key])
  return copy
}
