/** The store of a cluster with replicas: etcd, and a copy in memory that a watch keeps current. */
import { isStorable } from '../key-order.ts'
import { closed, conflict, exists, whileOpen } from '../failures.ts'
import type { Collection, Row, Snapshots, Store } from '../store.ts'
import { memorySnapshots } from '../memory/snapshots.ts'
import { rowOf, type Values } from '../values.ts'
import type { Compactor } from './compactor.ts'
import type { Connection } from './connection.ts'
import { type EtcdError, unreachable, writeFailure } from './errors.ts'
import type { EtcdFeed } from './feed.ts'
import type { Freshness } from './freshness.ts'
import type { Keys } from './keys.ts'
import { COMPARE_MOD, type TxnResponse } from './messages.ts'
import type { EtcdSettings } from './settings.ts'
import type { SharedHistory } from './shared-history.ts'
import type { SharedCollection, Write } from './writes.ts'

interface EtcdStoreParts {
  readonly connection: Connection
  readonly keys: Keys
  readonly values: Values
  readonly history: SharedHistory
  readonly settings: EtcdSettings
  readonly feed: EtcdFeed
  readonly freshness: Freshness
  readonly compactor: Compactor
  readonly isNew: boolean
}

export class EtcdStore implements Store {
  readonly settings: EtcdSettings
  /** empty: clusters with replicas do not support snapshots */
  readonly snapshots: Snapshots
  readonly isNew: boolean
  readonly #parts: EtcdStoreParts
  readonly #writing = new Set<Promise<unknown>>()
  #accepting = true
  #closing: Promise<void> | undefined

  constructor(parts: EtcdStoreParts) {
    this.#parts = parts
    this.settings = parts.settings
    this.snapshots = whileOpen(memorySnapshots(), () => !parts.history.closed)
    this.isNew = parts.isNew
  }

  get revision(): number {
    return this.#parts.history.revision
  }

  get compacted(): number {
    return this.#parts.history.compacted
  }

  /** undefined for a full etcd: reads and deletes still work */
  get refusal(): string | undefined {
    const { failure } = this.#parts.feed
    return failure === undefined ? undefined : unreachable(failure).message
  }

  collection(prefix: string): Collection {
    return this.#parts.history.collections.of(prefix)
  }

  current(): Promise<void> {
    return this.#parts.freshness.current()
  }

  async create(key: string, value: Buffer): Promise<Row> {
    const collection = this.#collectionOf(key)
    if (!isStorable(key)) throw new TypeError('the key has half a surrogate pair')
    return this.#write(collection, key, 0, value, 'put')
  }

  async update(key: string, expected: number, value: Buffer): Promise<Row> {
    return this.#write(this.#collectionOf(key), key, expected, value, 'put')
  }

  async delete(key: string, expected: number, value: Buffer): Promise<Row> {
    return this.#write(this.#collectionOf(key), key, expected, value, 'delete')
  }

  compact(revision: number): void {
    this.#parts.history.forget(revision)
  }

  close(): Promise<void> {
    // watchers of the last commit must not write
    this.#accepting = false
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    await Promise.allSettled(this.#writing)
    const { history, feed, connection, compactor } = this.#parts
    compactor.stop()
    feed.stop()
    history.close()
    connection.close()
  }

  #collectionOf(key: string): SharedCollection {
    if (!this.#accepting) throw closed()
    return this.#parts.history.collections.holding(key)
  }

  #write(
    collection: SharedCollection,
    key: string,
    expected: number,
    value: Buffer,
    type: 'put' | 'delete',
  ): Promise<Row> {
    const bytes = type === 'delete' ? undefined : value
    const write: Write = { key, value, bytes, seen: new Map() }
    collection.begin(write)
    const done = this.#done(collection, write, expected).finally(() => {
      collection.end(write)
      this.#writing.delete(done)
    })
    this.#writing.add(done)
    return done
  }

  async #done(collection: SharedCollection, write: Write, expected: number): Promise<Row> {
    const { key, seen, value } = write
    const { feed, values } = this.#parts
    const { succeeded, header } = await this.#ask(write, expected)
    const revision = header!.revision
    await feed.reach(revision)
    if (succeeded) {
      const row = seen.get(revision)
      // undefined if the feed stopped, or lost history, before this revision
      return row ?? rowOf(values, key, value, revision)
    }
    if (expected === 0) throw exists()
    throw conflict(collection.get(key), expected)
  }

  /** `k8s.io/apiserver/pkg/storage/etcd3/store.go` */
  async #ask({ key, bytes }: Write, expected: number): Promise<TxnResponse> {
    const { connection, keys, feed } = this.#parts
    const at = keys.ofRow(key)
    await feed.following().catch((error: Error) => {
      throw unreachable(error)
    })
    return connection
      .txn({
        compare: [{ target: COMPARE_MOD, key: at, mod_revision: expected }],
        success: [
          bytes === undefined
            ? { request_delete_range: { key: at } }
            : { request_put: { key: at, value: bytes } },
        ],
      })
      .catch((error: EtcdError) => {
        throw writeFailure(error)
      })
  }
}
