import { compareKeys, type KeyRange } from './key-order.ts'
import { lowerBound } from './lower-bound.ts'
import type { Row } from './store.ts'

/** Up to this many rows, binary search replaces a Map, which takes 3 KB. */
const FEW = 100

const byKey = (rows: readonly Row[]): Map<string, Row> => new Map(rows.map((row) => [row.key, row]))

/**
 * The committed rows of a collection. An insertion into the sorted array takes 2 to 5 µs up to
 * 50,000 rows; a list is a slice.
 */
export class RowIndex {
  #byKey: Map<string, Row> | undefined
  readonly #sorted: Row[]
  /** the last slice, until a row changes */
  #slice:
    { readonly first: number; readonly last: number; readonly rows: readonly Row[] } | undefined

  /** `rows`: ascending by key; the index owns the array. */
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
    this.#slice = undefined
    if (this.#byKey !== undefined) this.#byKey.set(row.key, row)
    else if (this.#sorted.length > FEW) this.#byKey = byKey(this.#sorted)
  }

  remove(key: string): void {
    const position = this.#position(key)
    if (this.#sorted[position]?.key !== key) return
    this.#sorted.splice(position, 1)
    this.#slice = undefined
    this.#byKey?.delete(key)
  }

  /** `last` is exclusive. */
  span(range: KeyRange): { first: number; last: number } {
    const first = this.#position(range.from)
    return { first, last: Math.max(first, this.#position(range.to)) }
  }

  slice(first: number, last: number): readonly Row[] {
    if (this.#slice?.first !== first || this.#slice.last !== last)
      this.#slice = { first, last, rows: this.#sorted.slice(first, last) }
    return this.#slice.rows
  }

  #position(key: string): number {
    return lowerBound(this.#sorted, (row) => compareKeys(row.key, key) < 0)
  }
}
