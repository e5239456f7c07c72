import { compareKeys, inRange, type KeyRange } from './key-order.ts'
import { lowerBound } from './lower-bound.ts'
import type { PastRows } from './log.ts'
import type { RowIndex } from './row-index.ts'
import type { Change, Row } from './store.ts'

/** The newest changes of a collection, complete after `floor`. */
export class RecentChanges {
  readonly #limit: number
  #changes: Change[] = []
  #floor: number
  #newest: number

  constructor(limit: number, floor: number) {
    this.#limit = Math.max(1, limit)
    this.#floor = floor
    this.#newest = floor
  }

  get floor(): number {
    return this.#floor
  }

  get newest(): number {
    return this.#newest
  }

  push(change: Change): void {
    this.#changes.push(change)
    this.#newest = change.revision
    if (this.#changes.length > this.#limit) this.#floor = this.#changes.shift()!.revision
  }

  forget(revision: number): void {
    const dropped = this.#changes.splice(0, this.#firstAfter(revision))
    this.#floor = dropped.at(-1)?.revision ?? this.#floor
  }

  cut(revision: number): void {
    this.#changes = []
    this.#floor = revision
    this.#newest = revision
  }

  /** Oldest first. `revision`: not below `floor`. */
  after(revision: number, limit: number): Change[] {
    const first = this.#firstAfter(revision)
    return this.#changes.slice(first, first + limit)
  }

  /**
   * For each key that changed after `revision`, returns the key's row at `revision`; undefined:
   * the key was absent. `revision`: not below `floor`.
   */
  undo(revision: number): Map<string, Row | undefined> {
    const held = new Map<string, Row | undefined>()
    for (const change of this.after(revision, Infinity)) {
      if (!held.has(change.row.key)) held.set(change.row.key, change.previous)
    }
    return held
  }

  #firstAfter(revision: number): number {
    return lowerBound(this.#changes, (change) => change.revision <= revision)
  }
}

/**
 * Returns the past rows of a range: the rows in `held` (undefined: absent), and for other keys the
 * current rows.
 */
export const pastRows = (
  index: RowIndex,
  range: KeyRange,
  held: ReadonlyMap<string, Row | undefined>,
  limit: number,
): PastRows => {
  const past: Row[] = []
  const { first, last } = index.span(range)
  let total = last - first
  for (const [key, row] of held) {
    if (!inRange(key, range)) continue
    if (index.get(key) !== undefined) total--
    if (row !== undefined) past.push(row)
  }
  total += past.length
  // `limit` rows are left even if all keys of `held` are among these rows
  const some = index.slice(first, Math.min(last, first + limit + held.size))
  const rows = [...some.filter(({ key }) => !held.has(key)), ...past]
    .sort((a, b) => compareKeys(a.key, b.key))
    .slice(0, limit)
  return { rows, remaining: total - rows.length }
}
