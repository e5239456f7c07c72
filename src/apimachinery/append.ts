/** Appends any number of items; `push(...items)` fails beyond about 100,000. */
export const append = <T>(list: T[], items: Iterable<T>): void => {
  for (const item of items) list.push(item)
}
