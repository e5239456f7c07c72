/** A watch is a cursor into the log, not a queue, so a slow client costs no memory. */
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
  /** `value` is shared by all watchers of the event */
  readonly row: Row
}

export interface WatchRequest {
  readonly namespace: string
  readonly selection: Selection
  /** only changes after this revision */
  readonly after: number
  /** sent first, as ADDED */
  readonly initial: readonly Row[]
}

export interface Reader {
  wake(): void
  /**
   * Reads the remaining changes before the store drops its history. Without this method, the next
   * read throws the 410.
   */
  readOn?(): void
}

const NONE: readonly Row[] = []

/** rows for changes after which an object no longer matches, computed once for all watchers */
const departures = new WeakMap<Change, Row>()

export class Watcher<T extends KubeObject> implements Subscriber {
  readonly #state: ReadState<T>
  readonly #prefix: string
  readonly #selection: Selection
  #initial: readonly Row[]
  /** count of initial rows already read: shifting the array would copy it */
  #given = 0
  #cursor: number
  #reader: Reader | undefined

  constructor(state: ReadState<T>, request: WatchRequest) {
    this.#state = state
    this.#prefix = listPrefix(state.resource, request.namespace)
    this.#selection = request.selection
    this.#initial = request.initial.length === 0 ? NONE : request.initial
    this.#cursor = request.after
  }

  start(reader: Reader): void {
    this.#reader = reader
    this.#state.collection.subscribe(this)
  }

  close(): void {
    this.#state.collection.unsubscribe(this)
  }

  wake(): void {
    this.#reader?.wake()
  }

  readRest(): void {
    if (this.#reader?.readOn === undefined) return
    this.#reader.readOn()
    this.#cursor = this.#state.store.revision
  }

  /** The revision that a bookmark may promise: everything up to it was read. */
  get position(): number {
    return this.#initial.length > 0 ? this.#cursor : Math.max(this.#cursor, this.#caughtUp())
  }

  #caughtUp(): number {
    const { collection, store } = this.#state
    try {
      return collection.changesAfter(this.#cursor, 1).length === 0 ? store.revision : this.#cursor
    } catch {
      return this.#cursor
    }
  }

  /**
   * The next events, at most `limit`. `more`: read again at once. Throws the 410 StatusError if the
   * history at the cursor is gone.
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

  /** Matches old and new state against the selection. */
  #itemOf(change: Change): WatchItem | undefined {
    const { row, previous } = change
    if (!row.key.startsWith(this.#prefix)) return undefined
    const isThere = change.type === 'put' && this.#selects(row)
    const wasThere = previous !== undefined && this.#selects(previous)
    if (isThere) return { type: wasThere ? 'MODIFIED' : 'ADDED', row }
    if (!wasThere) return undefined
    return {
      type: 'DELETED',
      row: change.type === 'delete' ? row : this.#departure(change, previous),
    }
  }

  #selects(row: Row): boolean {
    return (
      selectsEverything(this.#selection) ||
      selects(this.#state.resource, this.#selection, this.#state.objects.get(row))
    )
  }

  /** Returns the old state of an object that no longer matches, with the change's revision. */
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
