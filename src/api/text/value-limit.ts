/**
 * How many values one body may hold. The real server knows only bytes, and works on a body beside others; here each value of it is
 * decoded, validated and tracked while nobody else is served. Objects that are used hold hundreds. More than JSON may nest (10,000), so that
 * what nests too deep is told so.
 */
export const MAX_VALUES = 12_000

/** A body holds more than {@link MAX_VALUES}. */
export class TooManyValues extends Error {
  override readonly name = 'TooManyValues'
  constructor() {
    super(`limit is ${MAX_VALUES} values`)
  }
}

/** The values in a decoded body, itself and containers included. */
export const countValues = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return 1
  return Object.values(value).reduce((sum: number, item) => sum + countValues(item), 1)
}
