import { StoreError } from './store.ts'

/** Whether another process wrote first; reading then returns its value. */
export const isOvertaken = (error: unknown): boolean =>
  error instanceof StoreError && (error.code === 'conflict' || error.code === 'exists')

/**
 * Returns a value that is made once and kept in settings. `read` finds it, or `make` makes and
 * `keep` writes it; of several processes, the first to write wins. Rejects with the callbacks'
 * other errors.
 */
export const keptOnce = async <T>(
  read: () => T | undefined,
  make: () => T | Promise<T>,
  keep: (made: T) => unknown,
): Promise<T> => {
  let made: T | undefined
  for (;;) {
    const kept = read()
    if (kept !== undefined) return kept
    if (made === undefined) {
      made = await make()
      continue
    }
    try {
      await keep(made)
      return made
    } catch (error) {
      if (!isOvertaken(error)) throw error
    }
  }
}
