import { compareKeys, type KeyRange } from './key-order.ts'
import type { Row } from './store.ts'

/** Up to so many rows are found without a Map: seven comparisons, and a Map of them weighs 3 KB. */
const FEW = 100

const byKey = (rows: readonly Row[]): Map<string, Row> => new Map(rows.map((row) => [row.key, row]))

/**
 * The committed rows of a collection: by key, and in key order.
 *
 * The order is one plain array: an insertion finds its place by halving and shifts the rest, 2 to 5 µs up to 50,000 rows,
 * next to which the commit's fsync is long; and a list is a slice.
 */
export class RowIndex {
  /** undefined while there are few, which are found as fast by halving */
  #byKey: Map<string, Row> | undefined
  readonly #sorted: Row[]

  /** `rows`: ascending by key; the index takes the array over. */
  constructor(rows: Row[]) {
    this.#sorted = rows
    if (rows.length > FEW) this.#byKey = byKey(rows)
  }

  get size(): number {
    return this.#sorted.length
  }

  get(key: string): Row | undefined {
    if (this.#byKey !== undefined) return this.#byKey.get(key)
    const row = this.#sorted[this.#position(key)]
    return row?.key === key ? row : undefined
  }

  put(row: Row): void {
    const position = this.#position(row.key)
    const replaces = this.#sorted[position]?.key === row.key ? 1 : 0
    this.#sorted.splice(position, replaces, row)
    if (this.#byKey !== undefined) this.#byKey.set(row.key, row)
    else if (this.#sorted.length > FEW) this.#byKey = byKey(this.#sorted)
  }

  remove(key: string): void {
    const position = this.#position(key)
    if (this.#sorted[position]?.key !== key) return
    this.#sorted.splice(position, 1)
    this.#byKey?.delete(key)
  }

  /** Positions of the rows of a range: from `first` up to, not including, `last`. */
  span(range: KeyRange): { first: number; last: number } {
    const first = this.#position(range.from)
    return { first, last: Math.max(first, this.#position(range.to)) }
  }

  at(position: number): Row | undefined {
    return this.#sorted[position]
  }

  slice(first: number, last: number): Row[] {
    return this.#sorted.slice(first, last)
  }

  /** Position of the first row whose key is not below `key`. */
  #position(key: string): number {
    let low = 0
    let high = this.#sorted.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const row = this.#sorted[middle]
      if (row !== undefined && compareKeys(row.key, key) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}
