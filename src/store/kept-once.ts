import { StoreError } from './store.ts'

/** Whether another process was faster. What it has written is known by then. */
export const isOvertaken = (error: unknown): boolean =>
  error instanceof StoreError && (error.code === 'conflict' || error.code === 'exists')

/**
 * What is made once and kept: what `read` finds, or else what `make` makes and keeps in settings. Of several processes that make it at the
 * same time one is first, and all go on with what that one has kept. Rejects as either does.
 */
export const keptOnce = async <T>(
  read: () => T | undefined,
  make: () => Promise<T>,
): Promise<T> => {
  for (;;) {
    const kept = read()
    if (kept !== undefined) return kept
    try {
      return await make()
    } catch (error) {
      if (!isOvertaken(error)) throw error
    }
  }
}
