const isSet = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return value !== undefined && value !== ''
  return (Array.isArray(value) ? value : Object.keys(value)).length > 0
}

type Written<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/**
 * Returns the fields that Go's `omitempty` writes, zero and false as behind a pointer: not undefined,
 * '', or an empty list or map.
 */
export const omitEmpty = <T extends object>(fields: T): Written<T> => {
  const written: Written<T> = {}
  for (const name in fields) {
    const value = fields[name]
    if (isSet(value)) written[name] = value as Exclude<typeof value, undefined>
  }
  return written
}
