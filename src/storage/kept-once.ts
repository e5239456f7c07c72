import { StoreError } from './store.ts'

/** Whether another process was faster. What it has written is known by then. */
export const isOvertaken = (error: unknown): boolean =>
  error instanceof StoreError && (error.code === 'conflict' || error.code === 'exists')

/**
 * Returns a value that is made once and kept in settings: `read` finds it, or `make` makes it and
 * `keep` writes it. If several processes make it at the same time, all go on with the value that
 * was kept first. Rejects as `make` and `keep` do.
 */
export const keptOnce = async <T>(
  read: () => T | undefined,
  make: () => T | Promise<T>,
  keep: (made: T) => unknown,
): Promise<T> => {
  const before = read()
  if (before !== undefined) return before
  const made = await make()
  for (;;) {
    const kept = read()
    if (kept !== undefined) return kept
    try {
      await keep(made)
      return made
    } catch (error) {
      if (!isOvertaken(error)) throw error
    }
  }
}
