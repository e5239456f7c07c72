import { LoggedCollection, type Surroundings } from '../collection.ts'
import { collectionsBy } from '../collections.ts'
import { compactionOf, type CompactionOptions } from '../compaction.ts'
import { type KeyRange, rangeOfPrefix } from '../key-order.ts'
import { memoryLog } from '../memory/log.ts'
import { closed } from '../failures.ts'
import type { Change, Row } from '../store.ts'
import { rowOf, type Values } from '../values.ts'
import type { KeyValue } from './messages.ts'

const EVERYTHING = rangeOfPrefix('/')

const rangeOfKey = (key: string): KeyRange => ({ from: key, to: `${key}\0` })

interface HistoryOptions extends CompactionOptions {
  readonly values: Values
  readonly recentLimit: number
}

export interface FoundKey {
  readonly key: string
  readonly kv: KeyValue
}

/** A write that etcd has not confirmed. */
export interface Write {
  readonly key: string
  /** rows that the feed reports during the write, by revision */
  readonly seen: Map<number, Row>
}

export type SharedHistory = ReturnType<typeof sharedHistory>

export const sharedHistory = (
  found: readonly FoundKey[],
  start: number,
  { values, recentLimit, ...options }: HistoryOptions,
) => {
  const shownRow = (key: string, { value, mod_revision }: KeyValue): Row =>
    rowOf(values, key, value, mod_revision)

  const byRevision = (keys: readonly FoundKey[]): FoundKey[] =>
    keys.toSorted((a, b) => a.kv.mod_revision - b.kv.mod_revision)

  let revision = start
  let isClosed = false
  const entries = byRevision(found).map(({ key, kv }) => ({
    row: shownRow(key, kv),
    isDelete: false,
    replaced: 0,
  }))
  // at revision 1, etcd is empty, so no earlier history is missing
  const log = memoryLog({ entries, revision, compacted: revision === 1 ? 0 : revision })
  const compaction = compactionOf(log, options)
  const writes = new Set<Write>()
  const touched = new Set<LoggedCollection>()
  const surroundings: Surroundings = {
    log,
    get revision() {
      return revision
    },
    get compacted() {
      return compaction.revision()
    },
    get closed() {
      return isClosed
    },
  }
  const collections = collectionsBy((prefix) => {
    if (isClosed) throw closed()
    return new LoggedCollection(prefix, recentLimit, surroundings)
  })

  const wake = (): void => {
    for (const collection of collections.all()) collection.wake()
  }

  const apply = (change: Change, collection: LoggedCollection | undefined): void => {
    log.append([change])
    if (collection === undefined) return
    collection.apply(change)
    const { row } = change
    for (const { key, seen } of writes) if (key === row.key) seen.set(row.revision, row)
    touched.add(collection)
  }

  /** Applies a change; {@link advance} tells subscribers. */
  const take = (key: string, kv: KeyValue, isDelete: boolean): void => {
    const collection = collections.find(key)
    // rare: the key's collection is not open, or only another version of csrlab has it
    const [unclaimed] = collection === undefined ? log.current(rangeOfKey(key)) : []
    const previous = collection?.get(key) ?? unclaimed
    if (isDelete) {
      if (previous !== undefined) remove(previous, kv.mod_revision, collection)
      return
    }
    const row = shownRow(key, kv)
    apply({ type: 'put', revision: row.revision, row, previous }, collection)
  }

  const remove = (previous: Row, at: number, collection: LoggedCollection | undefined): void => {
    const row = rowOf(values, previous.key, values.bare(previous.value), at)
    apply({ type: 'delete', revision: at, row, previous }, collection)
  }

  const forget = (to: number): void => {
    compaction.advance(to)
    for (const collection of collections.all()) collection.forget(to)
  }

  return {
    surroundings,
    collections,
    writes,
    take,
    /** Called once all changes up to `reached` are applied. */
    advance(reached: number): void {
      revision = reached
      const woken = Array.from(touched)
      touched.clear()
      for (const collection of woken) collection.wake()
      const due = compaction.due(reached)
      if (due !== undefined) forget(due)
    },
    forget,
    /**
     * Called after changes were lost: applies the changes that lead to `current`, and starts
     * history after `reached`.
     */
    replace(current: readonly FoundKey[], reached: number): void {
      const missing = new Map(log.current(EVERYTHING).map((row) => [row.key, row]))
      for (const { key, kv } of byRevision(current)) {
        if (missing.get(key)?.revision !== kv.mod_revision) take(key, kv, false)
        missing.delete(key)
      }
      for (const previous of missing.values())
        remove(previous, reached, collections.find(previous.key))
      revision = reached
      touched.clear()
      for (const collection of collections.all()) collection.cut(reached)
      compaction.advance(reached)
      // watchers find their history gone
      wake()
    },
    /** Wakes subscribers for the last time. */
    close(): void {
      isClosed = true
      compaction.stop()
      wake()
    },
  }
}
