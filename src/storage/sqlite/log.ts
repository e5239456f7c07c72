import type { Log } from '../log.ts'
import type { Change, Row } from '../store.ts'
import { rowOf, type Values } from '../values.ts'
import type { Database } from './driver.ts'

const ROW = 'key, value, revision'

interface ChangeColumns extends Row {
  readonly deleted: 0 | 1
  readonly previousValue: Buffer | null
  readonly previousRevision: number | null
}

const toChange =
  (values: Values) =>
  (columns: ChangeColumns): Change => {
    const { key, value, revision, deleted, previousValue, previousRevision } = columns
    return {
      type: deleted ? 'delete' : 'put',
      revision,
      row: rowOf(values, key, value, revision),
      previous:
        previousValue === null || previousRevision === null
          ? undefined
          : rowOf(values, key, previousValue, previousRevision),
    }
  }

/** Throws SQLite's errors. */
export const sqliteLog = (db: Database, values: Values): Log => {
  const put = db.prepare<[number, string, number, number, number, Buffer]>(
    `INSERT INTO log (revision, key, previous, create_revision, deleted, value)
       VALUES (?, ?, ?, (SELECT create_revision FROM log WHERE revision = ?), ?, ?)`,
  )
  // `previous` is the revision of the key's last delete, or 0 for a new key. Creating a key that
  // exists must fail: the statement then repeats a `previous`, which violates the unique index.
  const create = db.prepare<[number, string, string, number, Buffer]>(
    `INSERT INTO log (revision, key, previous, create_revision, deleted, value)
       VALUES (?, ?, ifnull((SELECT iif(deleted, revision, previous) FROM log
                             WHERE key = ? ORDER BY previous DESC LIMIT 1), 0), ?, 0, ?)`,
  )
  const append = db.transaction((changes: readonly Change[]) => {
    for (const { type, revision, row, previous } of changes) {
      const value = values.bare(row.value)
      if (previous === undefined) create.run(revision, row.key, row.key, revision, value)
      else {
        const deleted = type === 'delete' ? 1 : 0
        put.run(revision, row.key, previous.revision, previous.revision, deleted, value)
      }
    }
  })

  const dropReplaced = db.prepare<[number, number]>(
    `DELETE FROM log WHERE revision IN (SELECT previous FROM log WHERE revision > ? AND revision <= ?)`,
  )
  const dropDeletes = db.prepare<[number, number]>(
    `DELETE FROM log WHERE revision > ? AND revision <= ? AND deleted`,
  )
  const setCompacted = db.prepare<[number]>(`UPDATE compaction SET revision = ?`)
  const forget = db.transaction((from: number, to: number) => {
    dropReplaced.run(from, to)
    dropDeletes.run(from, to)
    setCompacted.run(to)
  })

  const current = db.prepare<[string, string], Row>(
    `SELECT ${ROW} FROM log
       WHERE key >= ? AND key < ? AND NOT deleted
         AND NOT EXISTS (SELECT 1 FROM log AS n WHERE n.key = log.key AND n.previous = log.revision)
       ORDER BY key`,
  )
  const pastRows = `FROM log
      WHERE key >= ? AND key < ? AND revision <= ? AND NOT deleted
        AND NOT EXISTS (SELECT 1 FROM log AS n
                        WHERE n.key = log.key AND n.previous = log.revision AND n.revision <= ?)`
  const past = db.prepare<[string, string, number, number, number], Row>(
    `SELECT ${ROW} ${pastRows} ORDER BY key LIMIT ?`,
  )
  const countPast = db
    .prepare<[string, string, number, number], number>(`SELECT count(*) ${pastRows}`)
    .pluck()
  const lastChange = db
    .prepare<[string, string], number | null>(
      `SELECT max(revision) FROM log WHERE key >= ? AND key < ?`,
    )
    .pluck()
  // `+` makes SQLite walk revisions instead of keys, so that it stops at the limit
  const changes = db.prepare<[number, string, string, number], ChangeColumns>(
    `SELECT c.key, c.value, c.revision, c.deleted,
              p.value AS previousValue, p.revision AS previousRevision
       FROM log AS c
       LEFT JOIN log AS p ON p.revision = c.previous AND c.create_revision <> c.revision
       WHERE c.revision > ? AND +c.key >= ? AND +c.key < ?
       ORDER BY c.revision LIMIT ?`,
  )
  const revision = db.prepare<[], number | null>(`SELECT max(revision) FROM log`).pluck()
  const compacted = db.prepare<[], number>(`SELECT revision FROM compaction`).pluck()

  const isCompactedTo = (): number => compacted.get() ?? 0
  const shownRow = ({ key, value, revision }: Row): Row => rowOf(values, key, value, revision)
  return {
    append,
    forget,
    revision: () => Math.max(1, revision.get() ?? 0, isCompactedTo()),
    compacted: isCompactedTo,
    current: ({ from, to }) => current.all(from, to).map(shownRow),
    lastChange: ({ from, to }) => lastChange.get(from, to) ?? 0,
    changes: ({ from, to }, after, limit) =>
      changes.all(after, from, to, limit).map(toChange(values)),
    past({ from, to }, at, limit) {
      const rows = past.all(from, to, at, at, limit)
      const total = rows.length < limit ? rows.length : countPast.get(from, to, at, at)!
      return { rows: rows.map(shownRow), remaining: total - rows.length }
    },
  }
}
