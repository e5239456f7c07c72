/** Number that JavaScript would print differently: `1e3`, `1.0`, `-0`, many integers above 2^53. */
export class JsonNumber {
  readonly literal: string
  constructor(literal: string) {
    this.literal = literal
  }
  /** nearest double */
  toJSON(): number {
    return Number(this.literal)
  }
}

/** JSON object. `parseJson` makes objects without prototype. */
export type JsonObject = Record<string, unknown>

/** Returns false for arrays, `null` and {@link JsonNumber}s. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof JsonNumber)

/** Returns an own property, never an inherited one such as `constructor`. */
export const ownValue = (object: JsonObject, key: string): unknown =>
  Object.hasOwn(object, key) ? object[key] : undefined

const numeric = (value: unknown): unknown =>
  value instanceof JsonNumber ? Number(value.literal) : value

/** Ignores the order of keys. `isExact`: numbers must have the same literal. */
export const sameJson = (a: unknown, b: unknown, isExact = false): boolean => {
  if (a === b) return true
  if (Array.isArray(a))
    return (
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, i) => sameJson(item, b[i], isExact))
    )
  if (!isJsonObject(a) || !isJsonObject(b))
    return isExact
      ? a instanceof JsonNumber && b instanceof JsonNumber && a.literal === b.literal
      : numeric(a) === numeric(b)
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key], isExact))
  )
}
