/**
 * Adds items to a list, however many: `push(...items)` hands each over as an argument, and a call takes a hundred thousand of them, in a
 * thread less.
 */
export const append = <T>(list: T[], items: Iterable<T>): void => {
  for (const item of items) list.push(item)
}
