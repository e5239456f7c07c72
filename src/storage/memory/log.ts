import { compareKeys, inRange, type KeyRange } from '../key-order.ts'
import { lowerBound } from '../lower-bound.ts'
import type { Log, PastRows } from '../log.ts'
import type { Change, Row } from '../store.ts'

interface Entry {
  readonly row: Row
  readonly isDelete: boolean
  /** revision of the replaced row; 0 for a create */
  readonly replaced: number
}

export interface LogImage {
  readonly entries: readonly Entry[]
  readonly revision: number
  readonly compacted: number
}

const EMPTY: LogImage = { entries: [], revision: 1, compacted: 0 }

export class MemoryLog implements Log {
  #entries: Entry[]
  #revision: number
  #compacted: number
  /** the revision up to which forgotten entries were removed */
  #tidied: number

  constructor(image: LogImage = EMPTY) {
    this.#entries = [...image.entries]
    this.#revision = image.revision
    this.#compacted = image.compacted
    this.#tidied = image.compacted
  }

  append(changes: readonly Change[]): void {
    for (const { type, revision, row, previous } of changes) {
      this.#entries.push({ row, isDelete: type === 'delete', replaced: previous?.revision ?? 0 })
      this.#revision = revision
    }
  }

  /** Each removal copies the array, so entries are removed only after many revisions. */
  forget(_from: number, to: number): void {
    this.#compacted = to
    if (to - this.#tidied >= this.#entries.length / 8) this.#tidy()
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
      const { key, revision } = this.#entries[at]!.row
      if (inRange(key, range)) return revision
    }
    return 0
  }

  changes(range: KeyRange, after: number, limit: number): Change[] {
    const changes: Change[] = []
    for (let at = this.#after(after); at < this.#entries.length; at++) {
      if (changes.length >= limit) break
      const { row, isDelete, replaced } = this.#entries[at]!
      if (!inRange(row.key, range)) continue
      const before = this.#entries[this.#after(replaced) - 1]?.row
      const previous = before?.revision === replaced ? before : undefined
      changes.push({ type: isDelete ? 'delete' : 'put', revision: row.revision, row, previous })
    }
    return changes
  }

  past(range: KeyRange, revision: number, limit: number): PastRows {
    const all = this.#rowsAt(range, this.#after(revision))
    const rows = all.slice(0, limit)
    return { rows, remaining: all.length - rows.length }
  }

  image(): LogImage {
    this.#tidy()
    return { entries: this.#entries, revision: this.#revision, compacted: this.#compacted }
  }

  /** The rows that the first `end` entries leave. */
  #rowsAt(range: KeyRange, end: number): Row[] {
    const rows = new Map<string, Row>()
    for (let at = 0; at < end; at++) {
      const { row, isDelete } = this.#entries[at]!
      if (!inRange(row.key, range)) continue
      if (isDelete) rows.delete(row.key)
      else rows.set(row.key, row)
    }
    return [...rows.values()].sort((a, b) => compareKeys(a.key, b.key))
  }

  #after(revision: number): number {
    return lowerBound(this.#entries, ({ row }) => row.revision <= revision)
  }

  #tidy(): void {
    const end = this.#after(this.#compacted)
    const forgotten = this.#entries.slice(this.#after(this.#tidied), end)
    const replaced = new Set(forgotten.map((entry) => entry.replaced))
    this.#entries = this.#entries.filter(
      ({ row, isDelete }, at) => at >= end || !(isDelete || replaced.has(row.revision)),
    )
    this.#tidied = this.#compacted
  }
}
