import { LoggedCollection, type Surroundings } from './collection.ts'
import { collectionsBy } from './collections.ts'
import { groupCommit, type PlacedChange, type Together } from './commit.ts'
import { compactionOf, type CompactionOptions } from './compaction.ts'
import { closed, conflict, exists, type OnRefusal, whileOpen } from './failures.ts'
import { isStorable } from './key-order.ts'
import type { Log } from './log.ts'
import { StoreError } from './store.ts'
import type { Change, Collection, Entry, OwnSettings, Row, Snapshots, Store } from './store.ts'
import { PLAIN, rowOf, type Values } from './values.ts'

export interface StoreOptions extends CompactionOptions {
  /** adds revisions to values; default: values stay unchanged */
  readonly values?: Values
  /** changes that each collection keeps in memory. Default 1,000 */
  readonly recentLimit?: number
  readonly onRefusal?: OnRefusal
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
export class LoggedStore implements Store, Surroundings {
  readonly settings: OwnSettings
  readonly snapshots: Snapshots
  readonly log: Log
  readonly #engine: StoreEngine
  readonly #commits: ReturnType<typeof groupCommit>
  readonly #compaction: ReturnType<typeof compactionOf>
  readonly #values: Values
  readonly #collections: ReturnType<typeof collectionsBy>
  #accepting = true
  #closed = false
  #closing: Promise<void> | undefined

  constructor(engine: StoreEngine, options: StoreOptions) {
    this.#engine = engine
    this.log = engine.log
    const isOpen = (): boolean => !this.#closed
    this.settings = whileOpen(engine.settings, isOpen)
    this.snapshots = whileOpen(engine.snapshots, isOpen)
    const { recentLimit = 1000 } = options
    this.#collections = collectionsBy((prefix) => {
      if (this.#closed) throw closed()
      return new LoggedCollection(prefix, recentLimit, this)
    })
    this.#values = options.values ?? PLAIN
    this.#commits = groupCommit(
      this.log.revision(),
      (changes) => this.log.append(changes),
      () => this.#keepLimit(),
      engine.together,
      options.onRefusal,
    )
    this.#compaction = compactionOf(this.log, options)
  }

  get revision(): number {
    return this.#commits.revision()
  }

  get compacted(): number {
    return this.#compaction.revision()
  }

  get refusal(): string | undefined {
    return this.#commits.refused()?.error.message
  }

  retry(): void {
    const refused = this.#commits.refused()
    if (refused === undefined || this.#closed) return
    try {
      this.settings.change({ [TRIAL]: Buffer.alloc(refused.bytes) })
      this.settings.change({ [TRIAL]: undefined })
    } catch (error) {
      if (error instanceof StoreError && error.code === 'unavailable') return
      throw error
    }
    this.#commits.recover()
  }

  get closed(): boolean {
    return this.#closed
  }

  collection(prefix: string): Collection {
    return this.#collections.of(prefix)
  }

  async create(key: string, value: Buffer): Promise<Row> {
    const collection = this.#collectionOf(key)
    if (!isStorable(key)) throw new TypeError('the key has half a surrogate pair')
    if (collection.latest(key) !== undefined) throw exists()
    const revision = this.#commits.nextRevision()
    const row = rowOf(this.#values, key, value, revision)
    return this.#commits.add(collection, { type: 'put', revision, row, previous: undefined })
  }

  async update(key: string, expected: number, value: Buffer): Promise<Row> {
    return this.#replace('put', key, expected, value)
  }

  async delete(key: string, expected: number, value: Buffer): Promise<Row> {
    return this.#replace('delete', key, expected, value)
  }

  async replace(entries: readonly Entry[]): Promise<number> {
    if (!this.#accepting) throw closed()
    this.#commits.flush()
    const changes = [...this.#difference(entries)]
    this.#commits.commit(changes)
    const { revision } = this
    for (const collection of this.#collections.all()) collection.cut(revision)
    this.#compaction.advance(revision)
    // woken watchers find out that their history is gone
    for (const collection of this.#collections.all()) collection.wake()
    return changes.length
  }

  *#difference(entries: readonly Entry[]): Generator<PlacedChange> {
    const wanted = new Map(entries.map((entry) => [entry.key, entry]))
    for (const collection of this.#collections.all()) {
      for (const row of collection.rows()) {
        const entry = wanted.get(row.key)
        if (entry !== undefined && this.#at(entry, row.revision).equals(row.value))
          wanted.delete(row.key)
        else yield { collection, change: this.#removal(row) }
      }
    }
    for (const entry of wanted.values()) {
      const { key } = entry
      const collection = this.#collectionOf(key)
      const revision = this.#commits.nextRevision()
      const row = { key, value: this.#at(entry, revision), revision }
      yield { collection, change: { type: 'put', revision, row, previous: undefined } }
    }
  }

  #removal(previous: Row): Change {
    const revision = this.#commits.nextRevision()
    const row = { key: previous.key, value: this.#at(previous, revision), revision }
    return { type: 'delete', revision, row, previous }
  }

  #at({ value }: Entry, revision: number): Buffer {
    return this.#values.shown(this.#values.bare(value), revision)
  }

  compact(revision: number): void {
    this.#compaction.advance(revision)
    for (const collection of this.#collections.all()) collection.forget(revision)
  }

  close(): Promise<void> {
    // the last commit wakes watchers, which must not write any more
    this.#accepting = false
    this.#closing ??= this.#close()
    return this.#closing
  }

  #replace(type: 'put' | 'delete', key: string, expected: number, value: Buffer): Promise<Row> {
    const collection = this.#collectionOf(key)
    const previous = collection.latest(key)
    if (previous?.revision !== expected) throw conflict(previous, expected)
    const revision = this.#commits.nextRevision()
    const row = rowOf(this.#values, key, value, revision)
    return this.#commits.add(collection, { type, revision, row, previous })
  }

  #collectionOf(key: string): LoggedCollection {
    if (!this.#accepting) throw closed()
    return this.#collections.holding(key)
  }

  #keepLimit(): void {
    const due = this.#compaction.due(this.revision)
    if (due === undefined) this.#compaction.advance(this.compacted)
    else this.compact(due)
  }

  async #close(): Promise<void> {
    this.#compaction.stop()
    this.#commits.flush()
    this.#closed = true
    for (const collection of this.#collections.all()) collection.wake()
    this.#engine.close()
  }
}
