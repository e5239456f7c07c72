import { setImmediate } from 'node:timers/promises'

/** Number of tasks in a batch; their writes share a commit. */
const BATCH = 200

/** Runs a task for each item, in batches. After a failure, no further batch starts. */
export const inBatches = async <T>(
  items: readonly T[],
  task: (item: T) => Promise<unknown>,
): Promise<void> => {
  for (let from = 0; from < items.length; from += BATCH) {
    if (from > 0) await setImmediate()
    await Promise.all(items.slice(from, from + BATCH).map(task))
  }
}
