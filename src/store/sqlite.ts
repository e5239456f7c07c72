import { resolve } from 'node:path'
import type { Database } from 'better-sqlite3'
import { copyDatabase } from './backup.ts'
import { LoggedCollection, type Surroundings } from './collection.ts'
import { GroupCommit } from './commit.ts'
import { Compaction } from './compaction.ts'
import { isStorable } from './key-order.ts'
import { Log } from './log.ts'
import { migrate, readMigrations } from './migrate.ts'
import { MEMORY, openDatabase, openImage, translate } from './open.ts'
import { rowOf } from './remade-row.ts'
import { openSettings } from './settings.ts'
import { StoreError } from './store.ts'
import type { Collection, Encode, Row, Settings, Source, Store } from './store.ts'

export interface SqliteOptions {
  /** the data file, made when missing; ':memory:' keeps everything in memory */
  readonly path: string
  /** the bytes of a data file that a store in memory begins with, from {@link SqliteStore.image} */
  readonly image?: Buffer
  /** how many of the newest changes are kept at least; a tenth more may be. Default 10,000 */
  readonly historyLimit?: number
  /** how many changes each collection keeps in memory. Default 1,000 */
  readonly recentLimit?: number
  /** the data file grows no further than this, give or take a page: writes then fail as on a full disk. Default: no limit */
  readonly maxBytes?: number
  /** runs a step of compaction later; default: in the next turn of the event loop */
  readonly schedule?: (step: () => void) => void
}

export interface SqliteStore extends Store {
  /**
   * Copies the store to a new file (0600) while serving: what is committed at the end of the copy. Throws when the file
   * is there already.
   */
  backup(destination: string): Promise<void>
  /** The bytes of the data file as they are once the store is closed, which is to follow; for a store in memory. */
  image(): Promise<Buffer>
}

/**
 * Opens a store in a SQLite file. Throws OpenError (`locked`, `unwritable`, `damaged`, `newer`), with nothing changed.
 * A collection is read into memory when it is first asked for.
 */
export const openStore = (options: SqliteOptions): SqliteStore => {
  const migrations = readMigrations()
  const db =
    options.image === undefined
      ? openDatabase(options.path, migrations.length)
      : openImage(options.image)
  try {
    if (options.maxBytes !== undefined) limitSize(db, options.maxBytes)
    migrate(db, migrations)
    return new LoggedStore(db, options)
  } catch (error) {
    db.close()
    throw options.path === MEMORY ? error : translate(resolve(options.path), error)
  }
}

const limitSize = (db: Database, bytes: number): void => {
  const pageSize = Number(db.pragma('page_size', { simple: true }))
  db.pragma(`max_page_count = ${Math.max(1, Math.floor(bytes / pageSize))}`)
}

/** The setting that {@link Store.retry} writes and removes again. */
const TRIAL = 'trial'

class LoggedStore implements SqliteStore, Surroundings {
  readonly settings: Settings
  readonly log: Log
  readonly #db: Database
  readonly #commits: GroupCommit
  readonly #compaction: Compaction
  readonly #recentLimit: number
  readonly #collections = new Map<string, LoggedCollection>()
  #accepting = true
  #closed = false
  #closing: Promise<void> | undefined
  #keepImage: ((image: Buffer) => void) | undefined

  constructor(db: Database, options: SqliteOptions) {
    this.#db = db
    this.log = new Log(db)
    this.settings = openSettings(db)
    this.#recentLimit = options.recentLimit ?? 1000
    this.#commits = new GroupCommit(this.log.revision(), this.log.append, () => this.#keepLimit())
    this.#compaction = new Compaction(this.log, {
      historyLimit: options.historyLimit ?? 10_000,
      schedule: options.schedule ?? ((step) => setImmediate(step).unref()),
    })
  }

  get revision(): number {
    return this.#commits.revision
  }

  get compacted(): number {
    return this.#compaction.revision
  }

  get refusal(): string | undefined {
    return this.#commits.refused?.error.message
  }

  retry(): void {
    const { refused } = this.#commits
    if (refused === undefined || this.#closed) return
    try {
      this.settings.set(TRIAL, Buffer.alloc(refused.bytes))
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
    const known = this.#collections.get(prefix)
    if (known !== undefined) return known
    if (this.#closed) throw new StoreError('closed', prefix, 'the store is closed')
    if (!prefix.endsWith('/')) throw new TypeError(`${prefix} does not end in a slash`)
    for (const other of this.#collections.keys()) {
      if (other.startsWith(prefix) || prefix.startsWith(other)) {
        throw new TypeError(`the collections ${prefix} and ${other} overlap`)
      }
    }
    const collection = new LoggedCollection(prefix, this.#recentLimit, this)
    this.#collections.set(prefix, collection)
    return collection
  }

  async create(key: string, source: Source): Promise<Row> {
    const collection = this.#collectionOf(key)
    if (!isStorable(key)) throw new TypeError('the key has half a surrogate pair')
    if (collection.latest(key) !== undefined) throw new StoreError('exists', key, 'the key exists')
    const revision = this.#commits.nextRevision()
    const row = rowOf(key, source, revision, revision)
    return this.#commits.add(collection, { type: 'put', revision, row, previous: undefined })
  }

  async update(key: string, expected: number, source: Source): Promise<Row> {
    return this.#replace('put', key, expected, source)
  }

  async delete(key: string, expected: number, encode: Encode): Promise<Row> {
    return this.#replace('delete', key, expected, encode)
  }

  compact(revision: number): void {
    if (revision > this.revision) {
      throw new StoreError('future', '', `revision ${revision} has not been reached`)
    }
    if (this.#closed) throw new StoreError('closed', '', 'the store is closed')
    this.#compaction.advance(revision)
    for (const collection of this.#collections.values()) collection.forget(revision)
  }

  backup(destination: string): Promise<void> {
    return copyDatabase(this.#db, destination)
  }

  image(): Promise<Buffer> {
    return new Promise((resolve) => (this.#keepImage = resolve))
  }

  close(): Promise<void> {
    // First of all: watchers that the last commit wakes must not start another.
    this.#accepting = false
    this.#closing ??= this.#close()
    return this.#closing
  }

  #replace(type: 'put' | 'delete', key: string, expected: number, source: Source): Promise<Row> {
    const collection = this.#collectionOf(key)
    const previous = collection.latest(key)
    if (previous?.revision !== expected) {
      const found = previous === undefined ? 'gone' : `at revision ${previous.revision}`
      throw new StoreError('conflict', key, `the key is ${found}, expected ${expected}`)
    }
    const { createRevision } = previous
    const revision = this.#commits.nextRevision()
    const row = rowOf(key, source, revision, createRevision)
    return this.#commits.add(collection, { type, revision, row, previous })
  }

  #collectionOf(key: string): LoggedCollection {
    if (!this.#accepting) throw new StoreError('closed', key, 'the store is closed')
    for (let slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', slash + 1)) {
      const collection = this.#collections.get(key.slice(0, slash + 1))
      if (collection !== undefined) return collection
    }
    throw new TypeError(`no collection was asked for that holds ${key}`)
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
    for (const collection of this.#collections.values()) collection.wake()
    this.#keepImage?.(this.#db.serialize())
    this.#db.close()
  }
}
