import { StoreError } from './store.ts'

/** Whether a write failed because another process wrote first. */
export const isOvertaken = (error: unknown): boolean =>
  error instanceof StoreError && (error.code === 'conflict' || error.code === 'exists')

/**
 * Returns the value that `read` finds, or one that `make` makes and `keep` stores. If several
 * processes make a value, all return the one stored first. Rejects with the error of a callback,
 * unless another process overtook `keep`.
 */
export const createOnce = async <T>(
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
