import type { KeyRange } from '../key-order.ts'
import type { Log, PastRows } from '../log.ts'
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
  ({ shown }: Values) =>
  (columns: ChangeColumns): Change => {
    const { key, value, revision, deleted, previousValue, previousRevision } = columns
    return {
      type: deleted ? 'delete' : 'put',
      revision,
      row: { key, value: shown(value, revision), revision },
      previous:
        previousValue === null || previousRevision === null
          ? undefined
          : {
              key,
              value: shown(previousValue, previousRevision),
              revision: previousRevision,
            },
    }
  }

/** The log in the data file. Throws SQLite's errors. */
export class SqliteLog implements Log {
  readonly append: (changes: readonly Change[]) => void
  readonly forget: (from: number, to: number) => void
  readonly #current
  readonly #past
  readonly #countPast
  readonly #lastChange
  readonly #changes
  readonly #revision
  readonly #compacted
  readonly #values: Values

  constructor(db: Database, values: Values) {
    this.#values = values
    const put = db.prepare<[number, string, number, number, number, Buffer]>(
      `INSERT INTO log (revision, key, previous, create_revision, deleted, value)
       VALUES (?, ?, ?, (SELECT create_revision FROM log WHERE revision = ?), ?, ?)`,
    )
    // `previous` is the key's last delete; the unique index rejects a row if the key still exists.
    const create = db.prepare<[number, string, string, number, Buffer]>(
      `INSERT INTO log (revision, key, previous, create_revision, deleted, value)
       VALUES (?, ?, ifnull((SELECT iif(deleted, revision, previous) FROM log
                             WHERE key = ? ORDER BY previous DESC LIMIT 1), 0), ?, 0, ?)`,
    )
    this.append = db.transaction((changes: readonly Change[]) => {
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
    this.forget = db.transaction((from: number, to: number) => {
      dropReplaced.run(from, to)
      dropDeletes.run(from, to)
      setCompacted.run(to)
    })

    this.#current = db.prepare<[string, string], Row>(
      `SELECT ${ROW} FROM log
       WHERE key >= ? AND key < ? AND NOT deleted
         AND NOT EXISTS (SELECT 1 FROM log AS n WHERE n.key = log.key AND n.previous = log.revision)
       ORDER BY key`,
    )
    const past = `FROM log
      WHERE key >= ? AND key < ? AND revision <= ? AND NOT deleted
        AND NOT EXISTS (SELECT 1 FROM log AS n
                        WHERE n.key = log.key AND n.previous = log.revision AND n.revision <= ?)`
    this.#past = db.prepare<[string, string, number, number, number], Row>(
      `SELECT ${ROW} ${past} ORDER BY key LIMIT ?`,
    )
    this.#countPast = db
      .prepare<[string, string, number, number], number>(`SELECT count(*) ${past}`)
      .pluck()
    this.#lastChange = db
      .prepare<[string, string], number | null>(
        `SELECT max(revision) FROM log WHERE key >= ? AND key < ?`,
      )
      .pluck()
    // `+` makes SQLite walk revisions instead of keys: it stops at the limit and need not sort.
    this.#changes = db.prepare<[number, string, string, number], ChangeColumns>(
      `SELECT c.key, c.value, c.revision, c.deleted,
              p.value AS previousValue, p.revision AS previousRevision
       FROM log AS c
       LEFT JOIN log AS p ON p.revision = c.previous AND c.create_revision <> c.revision
       WHERE c.revision > ? AND +c.key >= ? AND +c.key < ?
       ORDER BY c.revision LIMIT ?`,
    )
    this.#revision = db.prepare<[], number | null>(`SELECT max(revision) FROM log`).pluck()
    this.#compacted = db.prepare<[], number>(`SELECT revision FROM compaction`).pluck()
  }

  revision(): number {
    return Math.max(1, this.#revision.get() ?? 0, this.compacted())
  }

  compacted(): number {
    return this.#compacted.get() ?? 0
  }

  current({ from, to }: KeyRange): Row[] {
    return this.#current.all(from, to).map((row) => this.#shown(row))
  }

  lastChange({ from, to }: KeyRange): number {
    return this.#lastChange.get(from, to) ?? 0
  }

  changes({ from, to }: KeyRange, after: number, limit: number): Change[] {
    return this.#changes.all(after, from, to, limit).map(toChange(this.#values))
  }

  past({ from, to }: KeyRange, revision: number, limit: number): PastRows {
    const rows = this.#past.all(from, to, revision, revision, limit)
    const total =
      rows.length < limit ? rows.length : this.#countPast.get(from, to, revision, revision)!
    return { rows: rows.map((row) => this.#shown(row)), remaining: total - rows.length }
  }

  #shown({ key, value, revision }: Row): Row {
    return rowOf(this.#values, key, value, revision)
  }
}
