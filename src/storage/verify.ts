import { resolve } from 'node:path'
import type { Database } from './sqlite/driver.ts'
import { sqliteLog } from './sqlite/log.ts'
import { schemaVersion } from './migrate.ts'
import { openExisting, OpenError, translate } from './open.ts'
import { PLAIN } from './values.ts'

interface Verification {
  readonly problems: readonly string[]
  readonly schemaVersion: number
  readonly revision: number
  readonly compacted: number
  readonly keys: number
  readonly changes: number
}

/** Queries that count faults in the log. */
const FAULTS: readonly (readonly [description: string, sql: string])[] = [
  [
    'keys have more than one current row',
    `SELECT count(*) FROM (
       SELECT 1 FROM log
       WHERE NOT EXISTS (SELECT 1 FROM log AS n WHERE n.key = log.key AND n.previous = log.revision)
       GROUP BY key HAVING count(*) > 1)`,
  ],
  [
    'changes whose previous row is missing from history',
    `SELECT count(*) FROM log WHERE create_revision <> revision
       AND revision > (SELECT ifnull(max(revision), 0) FROM compaction)
       AND NOT EXISTS (SELECT 1 FROM log AS p WHERE p.revision = log.previous)`,
  ],
  [
    'changes whose previous row belongs to another key or to an earlier object of that name',
    `SELECT count(*) FROM log JOIN log AS p ON p.revision = log.previous
     WHERE p.key <> log.key
       OR p.deleted <> (log.create_revision = log.revision)
       OR (log.create_revision <> log.revision AND p.create_revision <> log.create_revision)`,
  ],
  [
    'deletes of keys that did not exist',
    `SELECT count(*) FROM log WHERE deleted AND create_revision = revision`,
  ],
  [
    'replaced rows or deletes remain in compacted history',
    `SELECT count(*) FROM log, (SELECT ifnull(max(revision), 0) AS compacted FROM compaction)
     WHERE revision <= compacted AND (deleted OR EXISTS (
       SELECT 1 FROM log AS n
       WHERE n.key = log.key AND n.previous = log.revision AND n.revision <= compacted))`,
  ],
]

const KEYS = `SELECT count(*) FROM log WHERE NOT deleted
  AND NOT EXISTS (SELECT 1 FROM log AS n WHERE n.key = log.key AND n.previous = log.revision)`

/**
 * Checks the integrity of a data file and the consistency of its log. Throws OpenError if the file
 * is unusable or read-only: the check locks it, which needs write access.
 */
export const verifyStore = (path: string): Verification => {
  const file = resolve(path)
  const db = openExisting(file)
  try {
    const version = schemaVersion(db)
    if (version < 1) throw new OpenError('damaged', file, `${file} is empty: it was never used`)
    return { schemaVersion: version, ...inspect(db) }
  } catch (error) {
    throw translate(file, error)
  } finally {
    db.close()
  }
}

const inspect = (db: Database): Omit<Verification, 'schemaVersion'> => {
  const problems = db
    .prepare<[], string>('SELECT * FROM pragma_integrity_check')
    .pluck()
    .all()
    .filter((line) => line !== 'ok')
  const log = sqliteLog(db, PLAIN)
  const count = (sql: string): number => db.prepare<[], number>(sql).pluck().get() ?? 0
  for (const [description, sql] of FAULTS) {
    const found = count(sql)
    if (found > 0) problems.push(`${found} ${description}`)
  }
  const changes = count('SELECT count(*) FROM log')
  return {
    problems,
    revision: log.revision(),
    compacted: log.compacted(),
    keys: count(KEYS),
    changes,
  }
}
