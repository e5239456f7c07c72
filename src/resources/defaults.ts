/** Defaults of a type: values for absent fields, and nested defaults for present objects. */
export type Defaults<T> = T extends readonly (infer Item)[]
  ? Defaults<Item>
  : T extends object
    ? { readonly [F in keyof T]?: Defaults<NonNullable<T[F]>> }
    : T

/** Returns a copy of the object with defaults; null and empty strings count as absent. */
export const withDefaults = <T extends object>(object: T, defaults: Defaults<T>): T => {
  const copy = { ...object } as Record<string, unknown>
  for (const [field, value] of Object.entries(defaults as Readonly<Record<string, unknown>>)) {
    const own = copy[field]
    if (typeof value !== 'object' || value === null) {
      if ((own ?? '') === '') copy[field] = value
    } else if (Array.isArray(own)) {
      copy[field] = own.map((item: object) => withDefaults(item, value))
    } else if (typeof own === 'object' && own !== null) copy[field] = withDefaults(own, value)
  }
  return copy as T
}
