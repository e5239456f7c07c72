/** How much a store holds, counted as it changes. */
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
    this.#bytes = rows.reduce((sum, { value }) => sum + value.length, 0)
  }

  count(changes: readonly Change[]): void {
    for (const { type, row, previous } of changes) {
      const isThere = type === 'put'
      this.#objects += Number(isThere) - Number(previous !== undefined)
      this.#bytes += (isThere ? row.value.length : 0) - (previous?.value.length ?? 0)
    }
  }
}
