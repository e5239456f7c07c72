import { atMostValues } from '../api/text/many-values.ts'
import type { Row } from '../store/store.ts'

/** How many superseded rows keep their decoded form: watches send it with deletes, and ask whether it was selected before. */
const KEPT_REPLACED = 100

/**
 * So much of what is allowed is left once room has been made. A Map keeps the places of what was deleted for a while, and whoever asks for
 * its first key passes over all of them: that is to be for many rows at once.
 */
const LEFT_SHARE = 7 / 8

/**
 * What a decoded value takes, in bytes, by what of it counts: an empty object takes 56 and the place that leads to it, and the decoded form
 * of what usually is stored some four times its bytes. `{},` has three.
 */
const BYTES_OF_A_VALUE = 16

/** Bytes of a row, or as many as have a decoded form as large as the row's. */
const weightOf = ({ value }: Row): number =>
  Math.max(value.length, BYTES_OF_A_VALUE * (atMostValues(value) - 1))

/** The rows of a cache. */
export interface CachedRows<T> {
  decode(row: Row): T
  /** whether a row is the newest of its key, and no delete */
  isCurrent(row: Row): boolean
  /** false for a row whose decoded form costs less to make than to keep */
  isKept(row: Row): boolean
}

/**
 * Decoded forms of rows, so that what was just written or read is not parsed again. Bounded by the bytes of those rows, of which
 * the decoded forms take a few times as much, and by their values where those take more: rows that are history soon make room, then the oldest, since bytes can always be
 * decoded once more.
 */
export class ObjectCache<T> {
  /** undefined: there is none */
  #objects: Map<Row, T> | undefined
  /** what counts of rows that are heavier than they are long */
  #heavy: Map<Row, number> | undefined
  readonly #rows: CachedRows<T>
  readonly #maxBytes: number
  /** rows that a newer one has replaced, and deletes, oldest first; undefined: there was none */
  #replaced: Set<Row> | undefined
  #bytes = 0

  constructor(rows: CachedRows<T>, maxBytes: number) {
    this.#rows = rows
    this.#maxBytes = maxBytes
  }

  get(row: Row): T {
    const known = this.#objects?.get(row)
    if (known !== undefined) return known
    const object = this.#rows.decode(row)
    this.put(row, object)
    return object
  }

  /** Whether {@link get} has nothing to decode. */
  has(row: Row): boolean {
    return this.#objects?.has(row) === true || !this.#rows.isKept(row)
  }

  /** A row larger than the whole cache is not kept. */
  put(row: Row, object: T): void {
    if (!this.#rows.isKept(row)) return
    const objects = (this.#objects ??= new Map())
    if (!objects.has(row)) this.#count(row)
    objects.set(row, object)
    if (!this.#rows.isCurrent(row)) this.replaced(row)
    if (this.#bytes > this.#maxBytes) this.#makeRoom(objects)
  }

  /** A write has made this row history. */
  replaced(row: Row): void {
    if (!this.#rows.isKept(row)) return
    const replaced = (this.#replaced ??= new Set())
    replaced.add(row)
    if (replaced.size <= KEPT_REPLACED) return
    const [oldest] = replaced
    replaced.delete(oldest!)
    this.#drop(oldest!)
  }

  /** The row was never stored. */
  forget(row: Row): void {
    this.#replaced?.delete(row)
    this.#drop(row)
  }

  /** Lets all of it go: bytes can be decoded again. */
  clear(): void {
    this.#objects = undefined
    this.#heavy = undefined
    this.#replaced = undefined
    this.#bytes = 0
  }

  #count(row: Row): void {
    const weight = weightOf(row)
    this.#bytes += weight
    if (weight > row.value.length) (this.#heavy ??= new Map()).set(row, weight)
  }

  #drop(row: Row): void {
    if (this.#objects?.delete(row) !== true) return
    this.#bytes -= this.#heavy?.get(row) ?? row.value.length
    this.#heavy?.delete(row)
  }

  #makeRoom(objects: ReadonlyMap<Row, T>): void {
    for (const oldest of objects.keys()) {
      this.#drop(oldest)
      if (this.#bytes <= this.#maxBytes * LEFT_SHARE) return
    }
  }
}
