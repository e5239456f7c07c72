import type { KeyRange } from './key-order.ts'
import type { Change, Row, Snapshot } from './store.ts'

export type PastRows = Omit<Snapshot, 'revision'>

export interface Log {
  /**
   * Stores changes in order of revision, all or none; durable on return. Throws the disk's error.
   */
  append(changes: readonly Change[]): void
  /**
   * Starts history after `to`: drops the rows that changes in (from, to] replaced, and those
   * changes that are deletes. Throws the disk's error.
   */
  forget(from: number, to: number): void
  revision(): number
  compacted(): number
  current(range: KeyRange): Row[]
  /** The revision of the newest kept change of a range; 0 without one. */
  lastChange(range: KeyRange): number
  /**
   * At most `limit` changes of a range after a revision, oldest first. Reads only later entries.
   */
  changes(range: KeyRange, after: number, limit: number): Change[]
  /** The rows of a range at `revision`. Reads the range's whole history. */
  past(range: KeyRange, revision: number, limit: number): PastRows
}
