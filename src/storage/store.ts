/**
 * The store: bytes under keys, one revision counter, and a log of changes. API resources are
 * unknown here.
 *
 * A *collection* holds the keys under one prefix (`/registry/certificatesigningrequests/`), with
 * its own sorted index, recent changes and watchers: the cost of lists and events does not depend
 * on other resources.
 */

export interface Row {
  readonly key: string
  /** the value with `revision` filled in */
  readonly value: Buffer
  readonly revision: number
}

export interface Change {
  readonly type: 'put' | 'delete'
  readonly revision: number
  /** for a delete: the last state, with the delete's revision */
  readonly row: Row
  /** the replaced row; undefined for a create */
  readonly previous: Row | undefined
}

export type StoreErrorCode =
  | 'exists' // create of an existing key
  | 'conflict' // the key's revision is not the expected one, or the key is gone
  | 'compacted' // the history is no longer kept
  | 'future' // the revision has not been reached
  | 'unavailable' // the disk or etcd refused the write; nothing was stored
  | 'full' // etcd's quota is used up; nothing was stored
  | 'unreachable' // the engine is unreachable; nothing was stored
  | 'unknown' // the outcome is unknown; the write may appear later
  | 'closed'

/** Failures that callers must expect. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: StoreErrorCode
  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

export interface Snapshot {
  readonly revision: number
  readonly rows: readonly Row[]
  /** number of rows of the range after the returned ones */
  readonly remaining: number
}

export interface RowListOptions {
  /** a prefix of keys within the collection, ending in '/'; default: the whole collection */
  readonly prefix?: string
  /** the first possible key */
  readonly start?: string
  readonly limit?: number
  /**
   * default: the newest. Throws `future` for a revision not reached, and may throw `compacted`
   * below `Store.compacted`
   */
  readonly revision?: number
}

export type Entry = Pick<Row, 'key' | 'value'>

export interface SavedSnapshot {
  readonly name: string
  readonly note: string
  readonly revision: number
  /** number of entries */
  readonly size: number
}

/**
 * Named snapshots of all objects. Writes are atomic and durable on return. Throws StoreError
 * `closed`; writes also `unavailable`.
 */
export interface Snapshots {
  all(): readonly SavedSnapshot[]
  /** ascending by key; empty without such a snapshot */
  entries(name: string): readonly Entry[]
  /** Replaces a snapshot; the last entry of a key wins. */
  put(
    name: string,
    snapshot: Pick<SavedSnapshot, 'note' | 'revision'> & { readonly entries: readonly Entry[] },
  ): void
  /** Adds entries to an existing snapshot. */
  add(name: string, entries: readonly Entry[]): void
  /** Returns whether the snapshot existed. */
  remove(name: string): boolean
}

export interface Subscriber {
  /**
   * Called after each commit that changed the collection, before the writers are answered. Also
   * called when history restarts or the store closes.
   */
  wake(): void
  /**
   * Called before the store drops all history: the subscriber reads the remaining changes, then
   * continues at the store's revision.
   */
  passOver?(): void
}

export interface Collection {
  readonly prefix: string
  readonly size: number
  /** A revision after which the collection has not changed. */
  readonly lastChange: number
  get(key: string): Row | undefined
  /** The newest row, pending writes included. Writes build on it; clients never see it. */
  latest(key: string): Row | undefined
  /** All newest rows, pending writes included, unordered. Never shown to clients. */
  latestRows(): readonly Row[]
  /**
   * Cost: the returned rows; for an older revision also the changes since then. If these changes
   * are no longer in memory, the log reads the range's whole history.
   */
  list(options?: RowListOptions): Snapshot
  /**
   * At most `limit` committed changes after revision `after`, oldest first. Throws StoreError
   * `closed`, and `compacted` if `after` is below `Store.compacted` and changes were dropped.
   */
  changesAfter(after: number, limit: number): readonly Change[]
  subscribe(subscriber: Subscriber): void
  unsubscribe(subscriber: Subscriber): void
}

export interface Store {
  /** the newest committed revision; 1 in a new store */
  readonly revision: number
  /** history up to here may be gone: watches may start after this or any later revision */
  readonly compacted: number
  /**
   * The collection of a prefix ending in '/', always the same object. Prefixes must not overlap.
   * Must be called before writes under the prefix.
   */
  collection(prefix: string): Collection
  /**
   * Creates a key. Writes are checked, and get their revisions, at once and in call order. The
   * promise resolves with the row once durable. Writes of one or a few event-loop rounds share a
   * transaction. Rejects with StoreError `exists` (create), `conflict` (update, delete),
   * `unavailable`, `closed`, and with TypeError for a key without a collection, or a new key that
   * UTF-8 cannot encode.
   *
   * In an engine shared by processes, each write is its own transaction, unordered; `latest`
   * ignores writes in flight, and the promise resolves once local readers see the write. A
   * shared engine also rejects with `full`, `unreachable` and `unknown`.
   */
  create(key: string, value: Buffer): Promise<Row>
  /** Replaces the row of revision `expected`. */
  update(key: string, expected: number, value: Buffer): Promise<Row>
  /**
   * Deletes the row of revision `expected`; resolves with the row of the delete event, which has
   * `value`, or in a shared engine the last stored value.
   */
  delete(key: string, expected: number, value: Buffer): Promise<Row>
  /**
   * Replaces the content of all collections in one transaction: keys that are not in `entries` are
   * deleted, keys with another value are deleted and created again. Pending writes commit first.
   * History starts afterwards. Resolves with the number of changes. Rejects with StoreError
   * `closed` and `unavailable` (nothing changed), and with TypeError for a key without a
   * collection. Undefined in shared engines.
   */
  replace?(entries: readonly Entry[]): Promise<number>
  /**
   * In shared engines: resolves once all writes acknowledged before the call are known. Rejects
   * with StoreError `unreachable`.
   */
  current?(): Promise<void>
  /**
   * Drops history up to a reached `revision`: for readers at once, from the file in small
   * transactions.
   */
  compact(revision: number): void
  /**
   * The reason why the disk refused the last write, until a write or {@link retry} succeeds. In a
   * shared engine, the reason why the engine is unreachable.
   */
  readonly refusal: string | undefined
  /**
   * Tests whether the disk accepts a write as large as the last refused one. Undefined if the
   * engine recovers by itself.
   */
  retry?(): void
  /** small values outside the log (CA, tokens, identity) */
  readonly settings: Settings
  readonly snapshots: Snapshots
  /**
   * Rejects new writes, waits for pending commits, then closes. Idempotent. Rows in memory stay
   * readable.
   */
  close(): Promise<void>
}

export type ObjectStore = Pick<
  Store,
  'revision' | 'compacted' | 'collection' | 'create' | 'update' | 'delete' | 'current'
>

/** New values by name; undefined deletes. */
export type SettingChanges = Readonly<Record<string, Buffer | undefined>>

/**
 * A durable map of values that are not API objects. Writes are durable on return or once resolved.
 * Throws StoreError `closed`; writes also `unavailable`, with the old values kept. In shared
 * engines, writes also throw `full`, `unknown`, and `conflict` if another process changed a value
 * first; `get` then returns the new values.
 */
export interface Settings<Done = void | Promise<void>> {
  get(name: string): Buffer | undefined
  /** Sets or deletes values, all or none. */
  change(values: SettingChanges): Done
  /**
   * Sets secrets. In a data file, also erases earlier values from free space, by rewriting the
   * whole file.
   */
  changeWithoutTrace(values: SettingChanges): Done
  names(): readonly string[]
}

/** Settings without other writers: writes are done on return. */
export type OwnSettings = Settings<void>
