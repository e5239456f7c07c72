import type { KeyRange } from './key-order.ts'
import type { Change, Row } from './store.ts'

/** The log of changes: all that a store asks of what keeps it, in a file or in memory. */
export interface Log {
  /** Stores changes, whose revisions grow, all or nothing; durable on return. Throws what the disk says no with. */
  append(changes: readonly Change[]): void
  /**
   * Makes history start after `to`: drops what the changes in (from, to] replaced, and the deletes among them. What a later change
   * replaces stays: that change shows it, and so does a list at `to`. Throws what the disk says no with.
   */
  forget(from: number, to: number): void
  /** The newest revision ever stored; 1 in a new store. */
  revision(): number
  /** History is complete after this revision. */
  compacted(): number
  /** All rows of a range, ascending by key. */
  current(range: KeyRange): Row[]
  /** Revision of the newest change of a range that is kept; 0 without one. */
  lastChange(range: KeyRange): number
  /** At most `limit` changes of a range after a revision, oldest first. Reads the log from there, whatever the range. */
  changes(range: KeyRange, after: number, limit: number): Change[]
  /** The rows of a range as they were at `revision`. Reads the whole history of the range. */
  past(
    range: KeyRange,
    revision: number,
    limit: number,
  ): { readonly rows: Row[]; readonly remaining: number }
}
