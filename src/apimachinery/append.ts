/**
 * Appends any number of items. `push(...items)` passes arguments on the stack, which limits them
 * to about 100,000, fewer in a worker thread.
 */
export const append = <T>(list: T[], items: Iterable<T>): void => {
  for (const item of items) list.push(item)
}
