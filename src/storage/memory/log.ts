import { compareKeys, inRange, type KeyRange } from '../key-order.ts'
import { lowerBound } from '../lower-bound.ts'
import type { Log } from '../log.ts'
import type { Change, Row } from '../store.ts'

interface Entry {
  readonly row: Row
  readonly isDelete: boolean
  /** revision of the replaced row; 0 for a create */
  readonly replaced: number
}

/** The revision of a forgotten entry, until `#tidy` removes it. */
type Forgotten = number

const isForgotten = (place: Entry | Forgotten): place is Forgotten => typeof place === 'number'

const revisionAt = (place: Entry | Forgotten): number =>
  isForgotten(place) ? place : place.row.revision

/** The content of a log as plain data. */
export interface LogImage {
  readonly entries: readonly Entry[]
  readonly revision: number
  readonly compacted: number
}

const EMPTY: LogImage = { entries: [], revision: 1, compacted: 0 }

/** A log in memory: changes, oldest first. */
export class MemoryLog implements Log {
  #entries: (Entry | Forgotten)[]
  #forgotten = 0
  #revision: number
  #compacted: number

  constructor(image: LogImage = EMPTY) {
    this.#entries = [...image.entries]
    this.#revision = image.revision
    this.#compacted = image.compacted
  }

  append(changes: readonly Change[]): void {
    for (const { type, revision, row, previous } of changes) {
      this.#entries.push({ row, isDelete: type === 'delete', replaced: previous?.revision ?? 0 })
      this.#revision = revision
    }
  }

  forget(from: number, to: number): void {
    for (let at = this.#after(from); at < this.#entries.length; at++) {
      const place = this.#entries[at]!
      if (revisionAt(place) > to) break
      if (isForgotten(place)) continue
      if (place.replaced > 0) this.#drop(this.#find(place.replaced))
      if (place.isDelete) this.#drop(at)
    }
    this.#compacted = to
    this.#tidy()
  }

  revision(): number {
    return this.#revision
  }

  compacted(): number {
    return this.#compacted
  }

  current(range: KeyRange): Row[] {
    return this.#rowsAt(range, this.#entries.length)
  }

  lastChange(range: KeyRange): number {
    for (let at = this.#entries.length - 1; at >= 0; at--) {
      const place = this.#entries[at]!
      if (isForgotten(place)) continue
      const { key, revision } = place.row
      if (inRange(key, range)) return revision
    }
    return 0
  }

  changes(range: KeyRange, after: number, limit: number): Change[] {
    const changes: Change[] = []
    for (let at = this.#after(after); at < this.#entries.length; at++) {
      if (changes.length >= limit) break
      const place = this.#entries[at]!
      if (isForgotten(place) || !inRange(place.row.key, range)) continue
      const { row, isDelete, replaced } = place
      const before = this.#entries[this.#find(replaced)]
      const previous = before === undefined || isForgotten(before) ? undefined : before.row
      changes.push({ type: isDelete ? 'delete' : 'put', revision: row.revision, row, previous })
    }
    return changes
  }

  past(range: KeyRange, revision: number, limit: number): { rows: Row[]; remaining: number } {
    const all = this.#rowsAt(range, this.#after(revision))
    const rows = all.slice(0, limit)
    return { rows, remaining: all.length - rows.length }
  }

  image(): LogImage {
    const entries = this.#entries.filter((place): place is Entry => !isForgotten(place))
    return { entries, revision: this.#revision, compacted: this.#compacted }
  }

  /** The rows of a range as of the first `end` entries, ascending by key. */
  #rowsAt(range: KeyRange, end: number): Row[] {
    const rows = new Map<string, Row>()
    for (let at = 0; at < end; at++) {
      const place = this.#entries[at]!
      if (isForgotten(place)) continue
      const { row, isDelete } = place
      if (!inRange(row.key, range)) continue
      if (isDelete) rows.delete(row.key)
      else rows.set(row.key, row)
    }
    return [...rows.values()].sort((a, b) => compareKeys(a.key, b.key))
  }

  #after(revision: number): number {
    return lowerBound(this.#entries, (place) => revisionAt(place) <= revision)
  }

  /** The index of the entry of a revision; -1 without one. */
  #find(revision: number): number {
    const at = this.#after(revision) - 1
    return at >= 0 && revisionAt(this.#entries[at]!) === revision ? at : -1
  }

  #drop(at: number): void {
    const place = this.#entries[at]
    if (place === undefined || isForgotten(place)) return
    this.#entries[at] = place.row.revision
    this.#forgotten++
  }

  /** Removes forgotten entries once they are half of the array, so that each entry moves rarely. */
  #tidy(): void {
    if (this.#forgotten < this.#entries.length / 2) return
    this.#entries = this.#entries.filter((place) => !isForgotten(place))
    this.#forgotten = 0
  }
}
