import type { KeyRange } from './key-order.ts'
import type { Change, Row, Snapshot } from './store.ts'

export type PastRows = Omit<Snapshot, 'revision'>

export interface Log {
  /** Stores all changes or none; in SQLite, they are durable on return. Throws the disk's error. */
  append(changes: readonly Change[]): void
  /**
   * Starts history after `to`: for each change in (from, to], drops the row that the change
   * replaced, and the change itself if it is a delete. Throws the disk's error.
   */
  forget(from: number, to: number): void
  revision(): number
  compacted(): number
  current(range: KeyRange): Row[]
  /** 0 without changes */
  lastChange(range: KeyRange): number
  /** Oldest first. Scans only entries after `after`. */
  changes(range: KeyRange, after: number, limit: number): Change[]
  /** Scans the range's whole history. */
  past(range: KeyRange, revision: number, limit: number): PastRows
}
