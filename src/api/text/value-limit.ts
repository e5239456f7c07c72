/**
 * How many values one body may hold. The real server limits bytes alone, and works on many bodies at the same time; here a single
 * thread decodes, validates and tracks each value. Real objects hold hundreds of values. The limit is above the depth that JSON
 * may have (10,000), so that a body that nests too deep is told just that.
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
