/** The object without those fields; the very same when it has none of them. */
export const omit = <T extends object>(object: T, ...names: (keyof T)[]): T => {
  if (!names.some((name) => object[name] !== undefined)) return object
  const rest = { ...object }
  for (const name of names) delete rest[name]
  return rest
}
