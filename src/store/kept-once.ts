import { StoreError } from './store.ts'

/** Whether another process was faster. What it has written is known by then. */
export const isOvertaken = (error: unknown): boolean =>
  error instanceof StoreError && (error.code === 'conflict' || error.code === 'exists')

/**
 * What is made once and kept in settings: what `read` finds, or else what `make` makes and `keep` writes. Of several processes that make
 * it at the same time one is first, and all go on with what that one has kept: also when it was written while another was still making
 * its own. Rejects as `make` and `keep` do.
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
