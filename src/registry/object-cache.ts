import type { Row } from '../store/store.ts'

/** How many superseded rows keep their decoded form: watches send it with deletes, and ask whether it was selected before. */
const KEPT_REPLACED = 100

/**
 * So much of what is allowed is left once room has been made. A Map keeps the places of what was deleted for a while, and whoever asks for
 * its first key passes over all of them: that is to be for many rows at once.
 */
const LEFT_SHARE = 7 / 8

/**
 * Decoded forms of rows, so that what was just written or read is not parsed again. Bounded by the bytes of those rows, of which
 * the decoded forms take a few times as much: rows that are history soon make room, then the oldest, since bytes can always be
 * decoded once more.
 */
export class ObjectCache<T> {
  readonly #objects = new Map<Row, T>()
  readonly #decode: (row: Row) => T
  readonly #maxBytes: number
  readonly #isCurrent: (row: Row) => boolean
  readonly #isKept: (row: Row) => boolean
  /** rows that a newer one has replaced, and deletes, oldest first; undefined: there was none */
  #replaced: Set<Row> | undefined
  #bytes = 0

  /**
   * `isCurrent` says whether a row is the newest of its key, and no delete. `isKept`: false for a row whose decoded form costs less to
   * make than to keep.
   */
  constructor(
    decode: (row: Row) => T,
    maxBytes: number,
    isCurrent: (row: Row) => boolean = () => true,
    isKept: (row: Row) => boolean = () => true,
  ) {
    this.#decode = decode
    this.#maxBytes = maxBytes
    this.#isCurrent = isCurrent
    this.#isKept = isKept
  }

  get(row: Row): T {
    const known = this.#objects.get(row)
    if (known !== undefined) return known
    const object = this.#decode(row)
    this.put(row, object)
    return object
  }

  /** Whether {@link get} has nothing to decode. */
  has(row: Row): boolean {
    return this.#objects.has(row) || !this.#isKept(row)
  }

  /** A row larger than the whole cache is not kept. */
  put(row: Row, object: T): void {
    if (!this.#isKept(row)) return
    if (!this.#objects.has(row)) this.#bytes += row.value.length
    this.#objects.set(row, object)
    if (!this.#isCurrent(row)) this.replaced(row)
    if (this.#bytes > this.#maxBytes) this.#makeRoom()
  }

  /** A write has made this row history. */
  replaced(row: Row): void {
    if (!this.#isKept(row)) return
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

  #drop(row: Row): void {
    if (this.#objects.delete(row)) this.#bytes -= row.value.length
  }

  #makeRoom(): void {
    for (const oldest of this.#objects.keys()) {
      this.#drop(oldest)
      if (this.#bytes <= this.#maxBytes * LEFT_SHARE) return
    }
  }
}
