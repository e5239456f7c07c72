/**
 * The store: bytes under keys, one revision counter, a log of changes. It knows keys and revisions,
 * never resources.
 *
 * A *collection* is everything under one prefix (`/registry/certificatesigningrequests/`): it has
 * its own sorted index, its own recent events and its own watchers, so that neither a list nor an
 * event costs what other resources hold.
 */

/** The current state of one key, as of its last committed change. Immutable. */
export interface Row {
  readonly key: string
  /** what was stored, as it is shown for `revision` */
  readonly value: Buffer
  /** revision of the write that made this row */
  readonly revision: number
  /** revision of the write that created the key (again) */
  readonly createRevision: number
}

/** One committed change. */
export interface Change {
  readonly type: 'put' | 'delete'
  readonly revision: number
  /** for a delete: the last state, shown for the revision of the delete */
  readonly row: Row
  /** the row that this change replaced; undefined for a create */
  readonly previous: Row | undefined
}

export type StoreErrorCode =
  | 'exists' // create of a key that is there
  | 'conflict' // the key's revision is not the expected one (or the key is gone)
  | 'compacted' // the history asked for is no longer kept
  | 'future' // the revision asked for has not been reached
  | 'unavailable' // the disk said no; nothing of this batch was kept, and its revisions are skipped
  | 'full' // etcd has used up its quota; nothing was kept
  | 'unreachable' // what keeps it is not there; nothing was kept
  | 'unknown' // what keeps it has not said whether it has; it may be seen later
  | 'closed'

/**
 * The failures of a store that callers must expect. Anything else that is thrown is a mistake of
 * the caller or of the store.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: StoreErrorCode
  readonly key: string
  constructor(code: StoreErrorCode, key: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.key = key
  }
}

/** A consistent view of a collection. */
export interface Snapshot {
  /** the store's revision that the view shows */
  readonly revision: number
  /** ascending by key, bytewise */
  readonly rows: readonly Row[]
  /** how many rows of the range follow the last one returned */
  readonly remaining: number
}

export interface ListOptions {
  /**
   * only keys that start with this (itself starting with the collection's prefix); default: the
   * whole collection
   */
  readonly prefix?: string
  /** only keys greater than or equal to this */
  readonly start?: string
  /** at most this many rows */
  readonly limit?: number
  /**
   * as of this revision; default: the newest committed. Throws `future` when it has not been
   * reached, and may throw `compacted` below `Store.compacted`
   */
  readonly revision?: number
}

/** A key and its value in a snapshot, as it was shown for some revision. */
export type Entry = Pick<Row, 'key' | 'value'>

/** A snapshot that is kept, without its entries. */
export interface KeptSnapshot {
  readonly name: string
  /** what its maker noted of it */
  readonly note: string
  /** the store's revision that it shows */
  readonly revision: number
  /** how many entries it has */
  readonly size: number
}

/**
 * All objects at a revision, kept under a name. Writes are atomic, and durable when the call
 * returns. Throws StoreError `closed`; writes also `unavailable`.
 */
export interface Snapshots {
  /** in the order of their names */
  all(): readonly KeptSnapshot[]
  /** ascending by key; none when there is no such snapshot */
  entries(name: string): readonly Entry[]
  /** Takes the place of one of the same name; the last of the same key counts. */
  put(
    name: string,
    snapshot: Pick<KeptSnapshot, 'note' | 'revision'> & { readonly entries: readonly Entry[] },
  ): void
  /** Gives one more entries, as `put`. There must be one of that name. */
  add(name: string, entries: readonly Entry[]): void
  /** Whether there was one. */
  remove(name: string): boolean
}

/** Subscribers of a collection's changes. */
export interface Subscriber {
  /**
   * After each commit that changed it, when its changes are visible and before its writers go on;
   * and when the store closes.
   */
  wake(): void
  /**
   * Before all history is forgotten with {@link Store.replace}: whoever has it reads what is
   * unread, and goes on from the store's revision.
   */
  passOver?(): void
}

export interface Collection {
  readonly prefix: string
  /** number of committed rows */
  readonly size: number
  /**
   * There is no committed change after this revision; it may be later than that of the last one
   * when nothing is known of it.
   */
  readonly lastChange: number
  /** The committed row, or undefined. */
  get(key: string): Row | undefined
  /**
   * The newest row including writes that wait for their commit: what a write must build on. Never
   * shown to a client.
   */
  latest(key: string): Row | undefined
  /**
   * All newest rows, writes that wait for their commit included, in no order. Never shown to a
   * client.
   */
  latestRows(): readonly Row[]
  /**
   * Costs what it returns, and for an older revision the changes since; beyond the recent changes,
   * the range's history.
   */
  list(options?: ListOptions): Snapshot
  /**
   * Committed changes with a revision greater than `after`, oldest first, at most `limit`. Throws
   * StoreError `compacted` when history after `after` is not complete any more: only for `after`
   * below `Store.compacted`, and, while this store is open, never to a reader who has all changes.
   * Throws `closed` once the store is.
   */
  changesAfter(after: number, limit: number): readonly Change[]
  /**
   * Tells it from now on, until {@link unsubscribe}. An object, and no functions: there are many.
   */
  subscribe(subscriber: Subscriber): void
  /** Tells it nothing any more. */
  unsubscribe(subscriber: Subscriber): void
}

export interface Store {
  /** the newest committed revision; starts at 1 on a new store */
  readonly revision: number
  /** history at or below this revision may be gone: a watch may start after any revision >= this */
  readonly compacted: number
  /**
   * The collection of a prefix (ending in '/'); the same object for the same prefix. Prefixes must
   * not contain one another (TypeError). Ask for it before writing under it.
   */
  collection(prefix: string): Collection
  /**
   * Writes an object of these bytes, which say nothing of a revision. Writes are checked and take
   * their revision at once, in call order; the promise resolves with the row once the transaction
   * that holds it is durable. All writes of one turn of the event loop share one transaction.
   * Rejections: StoreError `exists` (create) or `conflict` (update, delete), `unavailable`,
   * `closed`; TypeError for a key of no collection, or a new one that UTF-8 cannot hold.
   *
   * In an engine that several processes share, each write is a transaction of its own, in no order:
   * `latest` knows nothing of those that are on their way, and the promise resolves once readers
   * here see it. Rejections are also `unreachable` and `unknown`.
   */
  create(key: string, value: Buffer): Promise<Row>
  /** Replaces the row whose revision is `expected`. */
  update(key: string, expected: number, value: Buffer): Promise<Row>
  /**
   * Removes the row whose revision is `expected`; resolves with the row of the delete event. An
   * engine that several processes share shows the row as it was, whatever `value` says.
   */
  delete(key: string, expected: number, value: Buffer): Promise<Row>
  /**
   * Makes the collections hold these entries and nothing else, in one transaction: what is not
   * among them is deleted, and what differs is deleted and created anew. History starts after it,
   * for every collection, so that each reader but those that pass over it gets `compacted`. Writes
   * that wait are committed before. Nothing is done while it works. Resolves with how many changes
   * it took; rejects with StoreError `unavailable`, with nothing changed, and `closed`; TypeError
   * for a key of no collection. Undefined in an engine that several processes share.
   */
  replace?(entries: readonly Entry[]): Promise<number>
  /**
   * In an engine that several processes share: resolves once all is known that was acknowledged
   * before the call. Rejects with StoreError `unreachable`.
   */
  current?(): Promise<void>
  /**
   * Forgets superseded rows so that history starts after `revision`; small transactions, safe while
   * serving. Readers see it at once. Throws `future` when the revision has not been reached.
   */
  compact(revision: number): void
  /**
   * Why the disk said no to the last write, in a sentence; undefined when it did not, and once a
   * later write or {@link retry} has succeeded.
   */
  readonly refusal: string | undefined
  /**
   * Finds out whether the disk takes what it last refused, by writing as much for a moment.
   * Undefined if the engine recovers by itself.
   */
  retry?(): void
  /** Small values outside the log (the CA, tokens, the cluster's identity). */
  readonly settings: Settings
  readonly snapshots: Snapshots
  /**
   * Takes no more writes, waits for pending commits, then closes. Idempotent. What is in memory can
   * still be read.
   */
  close(): Promise<void>
}

/** The part of a store that keeps objects. */
export type ObjectStore = Pick<
  Store,
  'revision' | 'compacted' | 'collection' | 'create' | 'update' | 'delete' | 'current'
>

/** New values by name; undefined removes one. */
export type SettingChanges = Readonly<Record<string, Buffer | undefined>>

/**
 * A durable map for what is no API object. Writes are durable when the call returns, or what it
 * returns resolves. Throws StoreError `closed`; writes also `unavailable`, with the old values
 * kept, and, where several processes share it, `conflict` when one of the values is no longer what
 * it was read as: all of them are known then as they are now.
 */
export interface Settings<Done = void | Promise<void>> {
  get(name: string): Buffer | undefined
  set(name: string, value: Buffer): Done
  /** Sets several, all or none; undefined removes one. */
  change(values: SettingChanges): Done
  /**
   * Does so for secrets: afterwards no earlier value can be read from the file, nor from the space
   * that it freed. Writes the whole file anew, and costs as much.
   */
  changeWithoutTrace(values: SettingChanges): Done
  names(): readonly string[]
}

/** Settings that no other process writes to: writes are done when the call returns. */
export type OwnSettings = Settings<void>
