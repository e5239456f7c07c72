import { LoggedCollection, type Surroundings } from './collection.ts'
import { collectionsBy } from './collections.ts'
import { groupCommit, type PlacedChange, type Together } from './commit.ts'
import { compactionOf, type CompactionOptions } from './compaction.ts'
import { closed, conflict, exists, whileOpen } from './failures.ts'
import { isStorable } from './key-order.ts'
import type { Log } from './log.ts'
import { StoreError } from './store.ts'
import type { Change, Entry, OwnSettings, Row, Snapshots, Store } from './store.ts'
import { PLAIN, rowOf, type Values } from './values.ts'

export interface StoreOptions extends CompactionOptions {
  /** adds revisions to values; default: none */
  readonly values?: Values
  /** changes that each collection keeps in memory. Default 1,000 */
  readonly recentLimit?: number
}

export interface StoreEngine {
  readonly log: Log
  readonly settings: OwnSettings
  readonly snapshots: Snapshots
  readonly together?: Together
  close(): void
}

/** The setting that {@link Store.retry} writes and removes. */
const TRIAL = 'trial'

/** Reads collections into memory on first use. */
export const loggedStore = (
  engine: StoreEngine,
  { values = PLAIN, recentLimit = 1000, ...options }: StoreOptions,
): Store & Surroundings & Pick<StoreEngine, 'settings'> => {
  const { log } = engine
  let isAccepting = true
  let isClosed = false
  let closing: Promise<void> | undefined
  const isOpen = (): boolean => !isClosed
  const settings = whileOpen(engine.settings, isOpen)
  const compaction = compactionOf(log, options)
  const collections = collectionsBy((prefix) => {
    if (isClosed) throw closed()
    return new LoggedCollection(prefix, recentLimit, store)
  })

  const compact = (revision: number): void => {
    compaction.advance(revision)
    for (const collection of collections.all()) collection.forget(revision)
  }

  const keepLimit = (): void => {
    const due = compaction.due(commits.revision())
    if (due === undefined) compaction.advance(compaction.revision())
    else compact(due)
  }

  const commits = groupCommit(
    log.revision(),
    (changes) => log.append(changes),
    keepLimit,
    engine.together,
  )

  const collectionOf = (key: string): LoggedCollection => {
    if (!isAccepting) throw closed()
    return collections.holding(key)
  }

  const wake = (): void => {
    for (const collection of collections.all()) collection.wake()
  }

  const change = (
    type: Change['type'],
    key: string,
    expected: number,
    value: Buffer,
  ): Promise<Row> => {
    const collection = collectionOf(key)
    const previous = collection.latest(key)
    if (previous?.revision !== expected) throw conflict(previous, expected)
    const revision = commits.nextRevision()
    const row = rowOf(values, key, value, revision)
    return commits.add(collection, { type, revision, row, previous })
  }

  const shownAt = ({ value }: Entry, revision: number): Buffer =>
    values.shown(values.bare(value), revision)

  const placed = (collection: LoggedCollection, entry: Entry, previous?: Row): PlacedChange => {
    const revision = commits.nextRevision()
    const row = { key: entry.key, value: shownAt(entry, revision), revision }
    return {
      collection,
      change: { type: previous === undefined ? 'put' : 'delete', revision, row, previous },
    }
  }

  function* difference(entries: readonly Entry[]): Generator<PlacedChange> {
    const wanted = new Map(entries.map((entry) => [entry.key, entry]))
    for (const collection of collections.all()) {
      for (const row of collection.rows()) {
        const entry = wanted.get(row.key)
        if (entry !== undefined && shownAt(entry, row.revision).equals(row.value))
          wanted.delete(row.key)
        else yield placed(collection, row, row)
      }
    }
    for (const entry of wanted.values()) yield placed(collectionOf(entry.key), entry)
  }

  const close = async (): Promise<void> => {
    compaction.stop()
    commits.flush()
    isClosed = true
    wake()
    engine.close()
  }

  const store: ReturnType<typeof loggedStore> = {
    log,
    settings,
    snapshots: whileOpen(engine.snapshots, isOpen),
    get revision() {
      return commits.revision()
    },
    get compacted() {
      return compaction.revision()
    },
    get refusal() {
      return commits.refused()?.error.message
    },
    retry() {
      const refused = commits.refused()
      if (refused === undefined || isClosed) return
      try {
        settings.change({ [TRIAL]: Buffer.alloc(refused.bytes) })
        settings.change({ [TRIAL]: undefined })
      } catch (error) {
        if (error instanceof StoreError && error.code === 'unavailable') return
        throw error
      }
      commits.recover()
    },
    get closed() {
      return isClosed
    },
    collection: (prefix) => collections.of(prefix),
    async create(key, value) {
      const collection = collectionOf(key)
      if (!isStorable(key)) throw new TypeError('the key has half a surrogate pair')
      if (collection.latest(key) !== undefined) throw exists()
      const revision = commits.nextRevision()
      const row = rowOf(values, key, value, revision)
      return commits.add(collection, { type: 'put', revision, row, previous: undefined })
    },
    update: async (key, expected, value) => change('put', key, expected, value),
    delete: async (key, expected, value) => change('delete', key, expected, value),
    async replace(entries) {
      if (!isAccepting) throw closed()
      commits.flush()
      const changes = [...difference(entries)]
      commits.commit(changes)
      const revision = commits.revision()
      for (const collection of collections.all()) collection.cut(revision)
      compaction.advance(revision)
      // watchers find their history gone
      wake()
      return changes.length
    },
    compact,
    close() {
      // watchers of the last commit must not write
      isAccepting = false
      closing ??= close()
      return closing
    },
  }
  return store
}
