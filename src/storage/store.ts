/**
 * The store: bytes under keys, one revision counter, and a log of changes.
 *
 * A *collection* holds the keys under one prefix (`/registry/certificatesigningrequests/`), so that
 * the cost of lists and events does not depend on other resources.
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
  /** a deleted row has the delete's revision */
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
  /** number of rows after the returned ones */
  readonly remaining: number
}

export interface RowListOptions {
  /** ends in '/'; default: the collection's */
  readonly prefix?: string
  readonly start?: string
  readonly limit?: number
  /** default: the newest; other revisions may throw `future` or `compacted` */
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
 * Named snapshots of all objects. Writes are atomic, and durable on return. Throws StoreError
 * `closed` and, for writes, `unavailable`.
 */
export interface Snapshots {
  all(): readonly SavedSnapshot[]
  /** ascending by key; empty without such a snapshot */
  entries(name: string): readonly Entry[]
  /** Creates or replaces a snapshot; the last entry of a key wins. */
  put(
    name: string,
    snapshot: Pick<SavedSnapshot, 'note' | 'revision'> & { readonly entries: readonly Entry[] },
  ): void
  add(name: string, entries: readonly Entry[]): void
  remove(name: string): boolean
}

export interface Subscriber {
  /** Called after changes, before the writes resolve; also after `readRest`, and at close. */
  wake(): void
  /** Called before all history is dropped: the last chance to read the changes. */
  readRest?(): void
}

export interface Collection {
  readonly prefix: string
  readonly size: number
  /** A revision after which the collection has not changed. */
  readonly lastChange: number
  get(key: string): Row | undefined
  /** The newest row, even if not committed. Never shown to clients. */
  latest(key: string): Row | undefined
  /** The newest rows, unordered, even if not committed. Never shown to clients. */
  latestRows(): readonly Row[]
  /** For an older revision, also reads the changes since then, or the whole history. */
  list(options?: RowListOptions): Snapshot
  /**
   * Committed changes after revision `after`, oldest first. Throws StoreError `closed`, and
   * `compacted` if changes were dropped.
   */
  changesAfter(after: number, limit: number): readonly Change[]
  subscribe(subscriber: Subscriber): void
  unsubscribe(subscriber: Subscriber): void
}

export interface Store {
  /** the newest committed revision; 1 in a new store */
  readonly revision: number
  /** watches may start after this or any later revision */
  readonly compacted: number
  /**
   * Returns one object per prefix. A prefix ends in '/' and overlaps no other. Must be called
   * before writes under the prefix.
   */
  collection(prefix: string): Collection
  /**
   * Writes are checked, and get their revisions, at once and in call order; the promise resolves
   * once the row is durable. Rejects with StoreError `exists` (create), `conflict` (other writes),
   * `unavailable`, `closed`, and with TypeError for a key without a collection, or a new key that
   * UTF-8 cannot encode.
   *
   * In an engine shared by processes, writes are unordered transactions that `latest` ignores; they
   * resolve once local readers see them, and also reject with `full`, `unreachable` and `unknown`.
   */
  create(key: string, value: Buffer): Promise<Row>
  update(key: string, expected: number, value: Buffer): Promise<Row>
  /**
   * Resolves with the row of the delete event, which has `value`, or in a shared engine the last
   * stored value.
   */
  delete(key: string, expected: number, value: Buffer): Promise<Row>
  /**
   * Replaces the content of all collections in one transaction. Keys with another value are deleted
   * and created again. History starts afterwards. Resolves with the number of changes. Rejects with
   * StoreError `closed` and `unavailable` (nothing changed), and with TypeError for a key without
   * a collection. Undefined in shared engines.
   */
  replace?(entries: readonly Entry[]): Promise<number>
  /**
   * In shared engines, resolves once all earlier acknowledged writes are known. Rejects with
   * StoreError `unreachable`.
   */
  current?(): Promise<void>
  /** Drops history up to a reached `revision`. */
  compact(revision: number): void
  /** the reason why the disk refused the last write, or why a shared engine is unreachable */
  readonly refusal: string | undefined
  /**
   * Clears `refusal` if the disk accepts a write as large as the refused one. Undefined if the
   * engine recovers by itself.
   */
  retry?(): void
  /** small values outside the log (CA, tokens, identity) */
  readonly settings: Settings
  readonly snapshots: Snapshots
  /** Waits for pending commits. Idempotent. Rows in memory stay readable. */
  close(): Promise<void>
}

export type ObjectStore = Pick<
  Store,
  'revision' | 'compacted' | 'collection' | 'create' | 'update' | 'delete' | 'current'
>

export type SettingChanges = Readonly<Record<string, Buffer | undefined>>

/**
 * A map of values that are not API objects. Writes are durable on return or once resolved. Throws
 * StoreError `closed` and, for writes, `unavailable`; in shared engines also `full`, `unknown`, and
 * `conflict` if another process changed a value first.
 */
export interface Settings<Done = void | Promise<void>> {
  get(name: string): Buffer | undefined
  /** Sets or deletes values, all or none. */
  change(values: SettingChanges): Done
  /** Sets secrets, and rewrites a data file to erase earlier values from free space. */
  changeWithoutTrace(values: SettingChanges): Done
  names(): readonly string[]
}

/** Settings whose writes are durable on return. */
export type OwnSettings = Settings<void>
