import { isOvertaken } from '../kept-once.ts'
import { type Entry, type Row, type Store, StoreError } from '../store.ts'
import type { SharedHistory } from './shared-history.ts'

/** How often what others have changed meanwhile is taken away again. */
const ATTEMPTS = 10

/** So many writes are on their way at a time. */
const AT_ONCE = 100

interface Difference {
  readonly removed: readonly Row[]
  readonly made: readonly { readonly key: string; readonly bytes: Buffer }[]
}

/** What is to be removed before anything is made, so that there are these entries and no others. */
const differenceTo = (history: SharedHistory, entries: readonly Entry[]): Difference => {
  const wanted = new Map(entries.map(({ key, value }) => [key, history.bare(value)]))
  const removed: Row[] = []
  for (const row of history.claimed()) {
    if (wanted.get(row.key)?.equals(history.bare(row.value)) === true) wanted.delete(row.key)
    else removed.push(row)
  }
  return { removed, made: Array.from(wanted, ([key, bytes]) => ({ key, bytes })) }
}

const inBatches = async <T>(
  items: readonly T[],
  task: (item: T) => Promise<unknown>,
): Promise<void> => {
  for (let from = 0; from < items.length; from += AT_ONCE) {
    const batch = items.slice(from, from + AT_ONCE).map((item) =>
      task(item).catch((error: unknown) => {
        // is found in the next difference
        if (!isOvertaken(error)) throw error
      }),
    )
    await Promise.all(batch)
  }
}

/**
 * Makes the collections hold these entries and no other rows, each change a transaction of its own; returns how many it took. What is
 * in no collection is of another replica, which has a resource more, and stays. Rejects as writes do,
 * and with StoreError `unavailable` when others write all the time.
 */
export const replaceAll = async (
  store: Pick<Store, 'create' | 'delete'> & { current(): Promise<void> },
  history: SharedHistory,
  entries: readonly Entry[],
): Promise<number> => {
  let changes = 0
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    await store.current()
    const { removed, made } = differenceTo(history, entries)
    if (removed.length + made.length === 0) return changes
    changes += removed.length + made.length
    await inBatches(removed, ({ key, revision, value }) =>
      store.delete(key, revision, history.bare(value)),
    )
    await inBatches(made, ({ key, bytes }) => store.create(key, bytes))
  }
  throw new StoreError('unavailable', '', 'others have written all the time: try again')
}
