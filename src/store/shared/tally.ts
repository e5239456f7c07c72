/** How much a store holds, counted as it changes. */
import { sizeOf } from '../remade-row.ts'
import type { Change, Row } from '../store.ts'

export class Tally {
  #objects = 0
  #bytes = 0

  get objects(): number {
    return this.#objects
  }

  /** of their values, together */
  get bytes(): number {
    return this.#bytes
  }

  /** What there is at first. */
  begin(rows: readonly Row[]): void {
    this.#objects = rows.length
    this.#bytes = rows.reduce((sum, row) => sum + sizeOf(row), 0)
  }

  count(changes: readonly Change[]): void {
    for (const { type, row, previous } of changes) {
      const isThere = type === 'put'
      this.#objects += Number(isThere) - Number(previous !== undefined)
      this.#bytes += (isThere ? sizeOf(row) : 0) - (previous === undefined ? 0 : sizeOf(previous))
    }
  }
}
