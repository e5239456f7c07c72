import { setImmediate } from 'node:timers/promises'

/** Number of tasks whose writes share a commit. */
const BATCH = 200

/**
 * Runs a task for each item, in batches, between which other requests are served. Rejects with the
 * first failure of a batch; later batches are not started.
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
