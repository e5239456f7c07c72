import { Collections } from '../collections.ts'
import { compactionOf, type CompactionOptions } from '../compaction.ts'
import { type KeyRange, rangeOfPrefix } from '../key-order.ts'
import { memoryLog } from '../memory/log.ts'
import type { Log } from '../log.ts'
import { closed } from '../failures.ts'
import type { Change, Row } from '../store.ts'
import { rowOf, type Values } from '../values.ts'
import type { KeyValue } from './messages.ts'
import { SharedCollection } from './writes.ts'

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

export class SharedHistory {
  readonly log: Log
  readonly collections: Collections<SharedCollection>
  readonly #values: Values
  readonly #compaction: ReturnType<typeof compactionOf>
  readonly #touched = new Set<SharedCollection>()
  #revision: number
  #isClosed = false

  constructor(found: readonly FoundKey[], revision: number, options: HistoryOptions) {
    const { values, recentLimit } = options
    this.#values = values
    this.#revision = revision
    const rows = found.map(({ key, kv }) => this.#rowOf(key, kv))
    rows.sort((a, b) => a.revision - b.revision)
    const entries = rows.map((row) => ({ row, isDelete: false, replaced: 0 }))
    // nothing precedes the first revision
    this.log = memoryLog({ entries, revision, compacted: revision === 1 ? 0 : revision })
    this.#compaction = compactionOf(this.log, options)
    this.collections = new Collections((prefix) => this.#claim(prefix, recentLimit))
  }

  get revision(): number {
    return this.#revision
  }

  get compacted(): number {
    return this.#compaction.revision
  }

  get closed(): boolean {
    return this.#isClosed
  }

  /** Applies a change; {@link advance} tells subscribers. */
  take(key: string, kv: KeyValue, isDelete: boolean): void {
    const collection = this.collections.find(key)
    // rare: a collection that is not open, or that another version of csrlab has
    const [unclaimed] = collection === undefined ? this.log.current(rangeOfKey(key)) : []
    const previous = collection?.get(key) ?? unclaimed
    const revision = kv.mod_revision
    if (!isDelete) {
      const row = this.#rowOf(key, kv)
      this.#apply({ type: 'put', revision, row, previous }, collection)
    } else if (previous !== undefined) {
      this.#apply(
        { type: 'delete', revision, row: this.#last(previous, revision), previous },
        collection,
      )
    }
  }

  /** Called once all changes up to `revision` are applied. */
  advance(revision: number): void {
    this.#revision = revision
    const touched = Array.from(this.#touched)
    this.#touched.clear()
    for (const collection of touched) collection.wake()
    const due = this.#compaction.due(revision)
    if (due !== undefined) this.forget(due)
  }

  forget(revision: number): void {
    this.#compaction.advance(revision)
    for (const collection of this.collections.all()) collection.forget(revision)
  }

  /**
   * Called after changes were lost: applies the changes that lead to `found`, and starts history
   * after `revision`.
   */
  replace(found: readonly FoundKey[], revision: number): void {
    const missing = new Map(this.log.current(EVERYTHING).map((row) => [row.key, row]))
    for (const { key, kv } of found.toSorted((a, b) => a.kv.mod_revision - b.kv.mod_revision)) {
      if (missing.get(key)?.revision !== kv.mod_revision) this.take(key, kv, false)
      missing.delete(key)
    }
    for (const previous of missing.values()) {
      const change = {
        type: 'delete',
        revision,
        row: this.#last(previous, revision),
        previous,
      } as const
      this.#apply(change, this.collections.find(previous.key))
    }
    this.#revision = revision
    this.#touched.clear()
    for (const collection of this.collections.all()) collection.cut(this.#revision)
    this.#compaction.advance(this.#revision)
    // watchers find their history gone
    for (const collection of this.collections.all()) collection.wake()
  }

  /** Wakes subscribers for the last time. */
  close(): void {
    this.#isClosed = true
    this.#compaction.stop()
    for (const collection of this.collections.all()) collection.wake()
  }

  #claim(prefix: string, recentLimit: number): SharedCollection {
    if (this.#isClosed) throw closed()
    return new SharedCollection(prefix, recentLimit, this)
  }

  #apply(change: Change, collection: SharedCollection | undefined): void {
    this.log.append([change])
    if (collection === undefined) return
    collection.apply(change)
    this.#touched.add(collection)
  }

  #rowOf(key: string, { value, mod_revision }: KeyValue): Row {
    return rowOf(this.#values, key, value, mod_revision)
  }

  #last({ key, value }: Row, revision: number): Row {
    return rowOf(this.#values, key, this.#values.bare(value), revision)
  }
}
