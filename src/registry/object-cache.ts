import type { Row } from '../store/store.ts'
import type { DecodedRows } from './decoded-rows.ts'

/** How many superseded rows keep their decoded form: watches send it with deletes, and ask whether it was selected before. */
const KEPT_REPLACED = 100

/** The rows of a cache. */
export interface CachedRows<T> {
  decode(row: Row): T
  /** whether a row is the newest of its key, and no delete */
  isCurrent(row: Row): boolean
}

/**
 * Decoded forms of the rows of one resource, so that what was just written or read is not parsed again: bytes can always be decoded once
 * more. Rows that are history soon go; else there is room for as many as {@link DecodedRows} has for all.
 */
export class ObjectCache<T> {
  readonly #rows: CachedRows<T>
  readonly #decoded: DecodedRows
  /** rows that a newer one has replaced, and deletes, oldest first; undefined: there was none */
  #replaced: Set<Row> | undefined

  constructor(rows: CachedRows<T>, decoded: DecodedRows) {
    this.#rows = rows
    this.#decoded = decoded
  }

  get(row: Row): T {
    const known = this.#decoded.get(row)
    if (known !== undefined) return known as T
    const object = this.#rows.decode(row)
    this.put(row, object)
    return object
  }

  /** Whether {@link get} has nothing to decode. */
  has(row: Row): boolean {
    return this.#decoded.has(row)
  }

  put(row: Row, object: T): void {
    this.#decoded.put(row, object)
    if (!this.#rows.isCurrent(row)) this.replaced(row)
  }

  /** A write has made this row history. */
  replaced(row: Row): void {
    const replaced = (this.#replaced ??= new Set())
    replaced.add(row)
    if (replaced.size <= KEPT_REPLACED) return
    const [oldest] = replaced
    replaced.delete(oldest!)
    this.#decoded.drop(oldest!)
  }

  /** The row was never stored. */
  forget(row: Row): void {
    this.#replaced?.delete(row)
    this.#decoded.drop(row)
  }

  /** Lets all of it go, and that of all others whose room it shares: bytes can be decoded again. */
  clear(): void {
    this.#replaced = undefined
    this.#decoded.clear()
  }
}
