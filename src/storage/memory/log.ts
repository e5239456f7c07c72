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

export interface LogImage {
  readonly entries: readonly Entry[]
  readonly revision: number
  readonly compacted: number
}

const EMPTY: LogImage = { entries: [], revision: 1, compacted: 0 }

export const memoryLog = (kept = EMPTY): Log & { image(): LogImage } => {
  let entries = [...kept.entries]
  let { revision, compacted } = kept
  /** the revision up to which forgotten entries were removed */
  let tidied = compacted

  const endOf = (revision: number): number =>
    lowerBound(entries, ({ row }) => row.revision <= revision)

  /** Returns the rows that exist after the first `end` entries. */
  const rowsAt = (range: KeyRange, end: number): Row[] => {
    const rows = new Map<string, Row>()
    for (let at = 0; at < end; at++) {
      const { row, isDelete } = entries[at]!
      if (!inRange(row.key, range)) continue
      if (isDelete) rows.delete(row.key)
      else rows.set(row.key, row)
    }
    return [...rows.values()].sort((a, b) => compareKeys(a.key, b.key))
  }

  const tidy = (): void => {
    const end = endOf(compacted)
    const forgotten = entries.slice(endOf(tidied), end)
    const replaced = new Set(forgotten.map((entry) => entry.replaced))
    entries = entries.filter(
      ({ row, isDelete }, at) => at >= end || !(isDelete || replaced.has(row.revision)),
    )
    tidied = compacted
  }

  return {
    append(changes) {
      for (const { type, revision: reached, row, previous } of changes) {
        entries.push({ row, isDelete: type === 'delete', replaced: previous?.revision ?? 0 })
        revision = reached
      }
    },
    // each removal copies the array, so entries are removed only after many revisions
    forget(_from, to) {
      compacted = to
      if (to - tidied >= entries.length / 8) tidy()
    },
    revision: () => revision,
    compacted: () => compacted,
    current: (range) => rowsAt(range, entries.length),
    lastChange: (range) =>
      entries.findLast(({ row }) => inRange(row.key, range))?.row.revision ?? 0,
    changes(range, after, limit) {
      const changes: Change[] = []
      for (let at = endOf(after); at < entries.length; at++) {
        if (changes.length >= limit) break
        const { row, isDelete, replaced } = entries[at]!
        if (!inRange(row.key, range)) continue
        const before = entries[endOf(replaced) - 1]?.row
        const previous = before?.revision === replaced ? before : undefined
        changes.push({ type: isDelete ? 'delete' : 'put', revision: row.revision, row, previous })
      }
      return changes
    },
    past(range, at, limit) {
      const all = rowsAt(range, endOf(at))
      const rows = all.slice(0, limit)
      return { rows, remaining: all.length - rows.length }
    },
    image() {
      tidy()
      return { entries, revision, compacted }
    },
  }
}
