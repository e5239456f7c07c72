import { compareKeys, inRange, type KeyRange } from './key-order.ts'
import type { RowIndex } from './row-index.ts'
import type { Change, Row } from './store.ts'

/** Slots of a ring from its first change on: most collections see none or few, and a thousand slots for each weigh 8 KB. */
const FIRST_SLOTS = 4

/** Of a ring that has no slots yet; it grows into an array of its own. */
const NO_SLOTS: (Change | undefined)[] = []

/**
 * The newest changes of a collection, in a ring that grows up to a fixed size. Complete after `floor`: a reader at or after it
 * needs nothing else; the log has what is older.
 */
export class RecentChanges {
  readonly #limit: number
  #slots: (Change | undefined)[]
  #first = 0
  #count = 0
  #floor: number
  #newest: number

  /** `floor`: revision of the collection's last change before this one was made, or any later one without changes since. */
  constructor(limit: number, floor: number) {
    this.#limit = Math.max(1, limit)
    this.#slots = NO_SLOTS
    this.#floor = floor
    this.#newest = floor
  }

  /** The revision after which all changes are here. */
  get floor(): number {
    return this.#floor
  }

  /** The revision at or after which there are no changes. */
  get newest(): number {
    return this.#newest
  }

  push(change: Change): void {
    if (this.#count === this.#limit) this.#dropOldest()
    else if (this.#count === this.#slots.length) this.#grow()
    this.#slots[(this.#first + this.#count) % this.#slots.length] = change
    this.#count++
    this.#newest = change.revision
  }

  /** Drops the changes up to and including `revision`. */
  forget(revision: number): void {
    while (this.#count > 0 && this.#at(0).revision <= revision) this.#dropOldest()
    this.#tidy()
  }

  /** Drops everything, and has nothing to tell of what was up to and including `revision`. */
  cut(revision: number): void {
    while (this.#count > 0) this.#dropOldest()
    this.#tidy()
    this.#floor = revision
    this.#newest = revision
  }

  /** At most `limit` changes after `revision`, oldest first. Only asked at or above `floor`. */
  after(revision: number, limit: number): Change[] {
    const first = this.#firstAfter(revision)
    const length = Math.max(0, Math.min(limit, this.#count - first))
    return Array.from({ length }, (_, i) => this.#at(first + i))
  }

  /** What the keys that changed after `revision` held at that time. Only asked at or above `floor`. */
  undo(revision: number): Map<string, Row | undefined> {
    const held = new Map<string, Row | undefined>()
    for (const change of this.after(revision, this.#count)) {
      if (!held.has(change.row.key)) held.set(change.row.key, change.previous)
    }
    return held
  }

  /** No change, no slots. */
  #tidy(): void {
    if (this.#count > 0) return
    this.#slots = NO_SLOTS
    this.#first = 0
  }

  #grow(): void {
    const changes = Array.from({ length: this.#count }, (_, i) => this.#at(i))
    changes.length = Math.min(this.#limit, Math.max(FIRST_SLOTS, 2 * this.#count))
    this.#slots = changes
    this.#first = 0
  }

  #at(i: number): Change {
    const change = this.#slots[(this.#first + i) % this.#slots.length]
    if (change === undefined) throw new Error('the ring of recent changes has a hole')
    return change
  }

  #dropOldest(): void {
    this.#floor = this.#at(0).revision
    this.#slots[this.#first] = undefined
    this.#first = (this.#first + 1) % this.#slots.length
    this.#count--
  }

  #firstAfter(revision: number): number {
    let low = 0
    let high = this.#count
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#at(middle).revision <= revision) low = middle + 1
      else high = middle
    }
    return low
  }
}

/**
 * The rows of a range as they were: the current ones, with the keys of `held` put back to what they held then (undefined: not
 * there). Costs the rows returned and the keys put back, not the range.
 */
export const pastRows = (
  index: RowIndex,
  range: KeyRange,
  held: ReadonlyMap<string, Row | undefined>,
  limit: number,
): { rows: Row[]; remaining: number } => {
  const past: Row[] = []
  const { first, last } = index.span(range)
  let total = last - first
  for (const [key, row] of held) {
    if (!inRange(key, range)) continue
    if (index.get(key) !== undefined) total--
    if (row !== undefined) past.push(row)
  }
  past.sort((a, b) => compareKeys(a.key, b.key))
  total += past.length

  const rows: Row[] = []
  let position = first
  let next = 0
  while (rows.length < Math.min(limit, total)) {
    const current = position < last ? index.at(position) : undefined
    const old = past[next]
    if (current !== undefined && held.has(current.key)) {
      position++
    } else if (
      current !== undefined &&
      (old === undefined || compareKeys(current.key, old.key) < 0)
    ) {
      rows.push(current)
      position++
    } else if (old !== undefined) {
      rows.push(old)
      next++
    } else break
  }
  return { rows, remaining: total - rows.length }
}
