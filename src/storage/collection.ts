import { pastRows, RecentChanges } from './history.ts'
import { compareKeys, type KeyRange, rangeOfPrefix } from './key-order.ts'
import type { Log } from './log.ts'
import { RowIndex } from './row-index.ts'
import { closed, future } from './failures.ts'
import { StoreError } from './store.ts'
import type { Change, Collection, RowListOptions, Row, Snapshot, Subscriber } from './store.ts'

/** SQLite's LIMIT must be an integer. */
const MAX_LIMIT = Number.MAX_SAFE_INTEGER

export interface Surroundings {
  readonly log: Log
  readonly revision: number
  readonly compacted: number
  readonly closed: boolean
}

/**
 * A collection in memory. Reads the log at creation, and for history older than the recent changes.
 */
export class LoggedCollection implements Collection {
  readonly prefix: string
  readonly #store: Surroundings
  readonly #rows: RowIndex
  readonly #recent: RecentChanges
  /** by key; undefined values are deletes */
  #pending: Map<string, Row | undefined> | undefined
  readonly #subscribers = new Set<Subscriber>()

  constructor(prefix: string, recentLimit: number, store: Surroundings) {
    this.prefix = prefix
    this.#store = store
    const range = this.#range
    this.#rows = new RowIndex(store.log.current(range))
    // the last change may be a delete that has been compacted
    const lastChange = Math.max(store.log.lastChange(range), store.log.compacted())
    this.#recent = new RecentChanges(recentLimit, lastChange)
  }

  get #range(): KeyRange {
    return rangeOfPrefix(this.prefix)
  }

  get size(): number {
    return this.#rows.size
  }

  get lastChange(): number {
    return this.#recent.newest
  }

  get(key: string): Row | undefined {
    return this.#rows.get(key)
  }

  latest(key: string): Row | undefined {
    return this.#pending?.has(key) === true ? this.#pending.get(key) : this.#rows.get(key)
  }

  latestRows(): readonly Row[] {
    const pending = this.#pending
    if (pending === undefined) return this.rows()
    const kept = this.rows().filter(({ key }) => !pending.has(key))
    const waiting = Array.from(pending.values()).filter((row) => row !== undefined)
    return [...kept, ...waiting]
  }

  list(options: RowListOptions = {}): Snapshot {
    const { revision = this.#store.revision, limit = Infinity } = options
    if (revision > this.#store.revision) throw future(revision)
    const range = this.#rangeOf(options)
    if (revision >= this.#recent.newest) {
      const { first, last } = this.#rows.span(range)
      const end = Math.min(last, first + limit)
      return { revision, rows: this.#rows.slice(first, end), remaining: last - end }
    }
    if (revision >= this.#recent.floor) {
      return { revision, ...pastRows(this.#rows, range, this.#recent.undo(revision), limit) }
    }
    this.#assertKept(revision)
    return { revision, ...this.#store.log.past(range, revision, Math.min(limit, MAX_LIMIT)) }
  }

  changesAfter(after: number, limit: number): readonly Change[] {
    if (this.#store.closed) throw closed()
    if (after >= this.#recent.floor) return this.#recent.after(after, limit)
    this.#assertKept(after)
    return this.#store.log.changes(this.#range, after, limit)
  }

  subscribe(subscriber: Subscriber): void {
    this.#subscribers.add(subscriber)
  }

  unsubscribe(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber)
  }

  stage(change: Change): void {
    this.#pending ??= new Map()
    this.#pending.set(change.row.key, change.type === 'delete' ? undefined : change.row)
  }

  unstage(): void {
    this.#pending = undefined
  }

  apply(change: Change): void {
    if (change.type === 'delete') this.#rows.remove(change.row.key)
    else this.#rows.put(change.row)
    this.#recent.push(change)
  }

  wake(): void {
    this.#tell((subscriber) => subscriber.wake())
  }

  /** Calls `readRest` of subscribers, then drops all history. `revision`: the newest. */
  cut(revision: number): void {
    this.#tell((subscriber) => subscriber.readRest?.())
    this.#recent.cut(revision)
  }

  #tell(task: (subscriber: Subscriber) => void): void {
    // a copy: subscribers may add or remove others
    for (const subscriber of Array.from(this.#subscribers)) {
      if (!this.#subscribers.has(subscriber)) continue
      try {
        task(subscriber)
      } catch (error) {
        // A subscriber's bug must not stop the others from waking.
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }

  rows(): readonly Row[] {
    return this.#rows.slice(0, this.#rows.size)
  }

  forget(revision: number): void {
    this.#recent.forget(revision)
  }

  #assertKept(revision: number): void {
    if (revision < this.#store.compacted) {
      const message = `revision ${revision} is compacted: history starts after ${this.#store.compacted}`
      throw new StoreError('compacted', message)
    }
    if (this.#store.closed) throw closed()
  }

  #rangeOf({ prefix, start }: RowListOptions): KeyRange {
    const range = prefix === undefined ? this.#range : rangeOfPrefix(prefix)
    return start !== undefined && compareKeys(start, range.from) > 0
      ? { from: start, to: range.to }
      : range
  }
}
