/**
 * A watch is a cursor into the log, not a queue: a commit only wakes it, and it reads on from where
 * it stands. So a slow client costs no memory, and history and live changes are the same read.
 */
import type { KubeObject } from '../../apimachinery/meta.ts'
import { type Change, type Row, StoreError, type Subscriber } from '../../storage/store.ts'
import { withRevision } from './encoding.ts'
import { tooOldForWatch } from './errors.ts'
import { listPrefix } from './keys.ts'
import { selects, selectsEverything, type Selection } from './selection.ts'
import type { ReadState } from './state.ts'

export type WatchEventType = 'ADDED' | 'MODIFIED' | 'DELETED'

interface WatchItem {
  readonly type: WatchEventType
  /** the state to send; its `value` is shared by all watchers of the same event */
  readonly row: Row
}

export interface WatchRequest {
  /** '' watches all namespaces */
  readonly namespace: string
  readonly selection: Selection
  /** only changes after this revision */
  readonly after: number
  /** sent as ADDED before anything else, in order */
  readonly initial: readonly Row[]
}

/** The reader of a watch. */
export interface Reader {
  /** There may be something to read. */
  wake(): void
  /**
   * The whole world is about to be replaced: reads what is unread, and goes on afterwards.
   * Undefined: the next read throws 410.
   */
  readOn?(): void
}

/** For the many watches that have nothing to begin with, and those that have begun. */
const NONE: readonly Row[] = []

/** Old state under the delete's revision, once per change however many watchers it leaves. */
const departures = new WeakMap<Change, Row>()

export class Watcher<T extends KubeObject> implements Subscriber {
  readonly #state: ReadState<T>
  readonly #prefix: string
  readonly #selection: Selection
  readonly #all: boolean
  /** none once all of them have been read */
  #initial: readonly Row[]
  /** how many of them have been read: taking them off would copy the rest each time */
  #given = 0
  #cursor: number
  /** undefined while nobody does */
  #reader: Reader | undefined

  constructor(state: ReadState<T>, request: WatchRequest) {
    this.#state = state
    this.#prefix = listPrefix(state.resource, request.namespace)
    this.#selection = request.selection
    this.#all = selectsEverything(request.selection)
    this.#initial = request.initial.length === 0 ? NONE : request.initial
    this.#cursor = request.after
  }

  /** Wakes the reader whenever there may be something to read, until {@link close}. */
  start(reader: Reader): void {
    this.#reader = reader
    this.#state.collection.subscribe(this)
  }

  close(): void {
    this.#state.collection.unsubscribe(this)
    this.#reader = undefined
  }

  wake(): void {
    this.#reader?.wake()
  }

  passOver(): void {
    if (this.#reader?.readOn === undefined) return
    this.#reader.readOn()
    this.#cursor = this.#state.store.revision
  }

  /** The revision up to which everything has been read: what a bookmark may promise. */
  get position(): number {
    return this.#initial.length > 0 ? this.#cursor : Math.max(this.#cursor, this.#caughtUp())
  }

  /** Nothing of this collection is unread, so the cursor may follow the store's own revision. */
  #caughtUp(): number {
    const { collection, store } = this.#state
    try {
      return collection.changesAfter(this.#cursor, 1).length === 0 ? store.revision : this.#cursor
    } catch {
      return this.#cursor
    }
  }

  /**
   * The next events, at most `limit`; empty when there are none yet. `more` says whether to read
   * again at once. Throws the 410 StatusError when the history at the cursor is gone.
   */
  read(limit: number): { items: WatchItem[]; more: boolean } {
    if (this.#initial.length > 0) {
      const items = this.#initial
        .slice(this.#given, this.#given + limit)
        .map((row): WatchItem => ({ type: 'ADDED', row }))
      this.#given += limit
      if (this.#given >= this.#initial.length) this.#initial = NONE
      return { items, more: true }
    }
    const changes = this.#changes(limit)
    const items: WatchItem[] = []
    for (const change of changes) {
      this.#cursor = change.revision
      const item = this.#itemOf(change)
      if (item !== undefined) items.push(item)
    }
    return { items, more: changes.length === limit }
  }

  /** Throws the 410 StatusError when the history at the cursor is gone. */
  #changes(limit: number): readonly Change[] {
    try {
      return this.#state.collection.changesAfter(this.#cursor, limit)
    } catch (error) {
      if (error instanceof StoreError && error.code === 'compacted') {
        throw tooOldForWatch(this.#cursor, this.#state.store.compacted)
      }
      throw error
    }
  }

  /** Compares old and new state with the selection (docs/reference/watches.md). */
  #itemOf(change: Change): WatchItem | undefined {
    const { row, previous } = change
    if (!row.key.startsWith(this.#prefix)) return undefined
    const isThere = change.type === 'put' && (this.#all || this.#selects(row))
    const wasThere = previous !== undefined && (this.#all || this.#selects(previous))
    if (isThere) return { type: wasThere ? 'MODIFIED' : 'ADDED', row }
    if (!wasThere) return undefined
    return {
      type: 'DELETED',
      row: change.type === 'delete' ? row : this.#departure(change, previous),
    }
  }

  #selects(row: Row): boolean {
    return selects(this.#state.resource, this.#selection, this.#state.objects.get(row))
  }

  /**
   * An object that moved out of the selection leaves as it was, with the revision of the change
   * that moved it.
   */
  #departure(change: Change, previous: Row): Row {
    let row = departures.get(change)
    if (row === undefined) {
      const value = withRevision(previous.value, change.revision)
      row = { ...previous, value, revision: change.revision }
      departures.set(change, row)
    }
    return row
  }
}
