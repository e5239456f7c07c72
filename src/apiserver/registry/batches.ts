import { setImmediate } from 'node:timers/promises'

/** How many writes share a commit. */
const BATCH = 200

/**
 * Does something with each of many items, a batch of them at a time, and lets others be served in between. Rejects with the first
 * failure of a batch; the batches after it are not begun.
 */
export const inBatches = async <T>(
  items: readonly T[],
  task: (item: T) => Promise<unknown>,
): Promise<void> => {
  for (let from = 0; from < items.length; from += BATCH) {
    if (from > 0) await setImmediate()
    await Promise.all(items.slice(from, from + BATCH).map(task))
  }
}
