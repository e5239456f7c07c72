const isSet = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return value !== undefined && value !== ''
  return (Array.isArray(value) ? value : Object.keys(value)).length > 0
}

type WithoutUndefined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/**
 * Drops fields like Go's `omitempty`. Keeps null, and keeps 0 and false as if those fields were
 * pointers.
 */
export const omitEmpty = <T extends object>(fields: T): WithoutUndefined<T> => {
  const written: WithoutUndefined<T> = {}
  for (const name in fields) {
    const value = fields[name]
    if (isSet(value)) written[name] = value as Exclude<typeof value, undefined>
  }
  return written
}
