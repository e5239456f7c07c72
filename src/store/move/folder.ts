/** A cluster in a SQLite file, taken out as a whole and put in as a whole. */
import { existsSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { rangeOfPrefix } from '../key-order.ts'
import { migrate, readMigrations } from '../migrate.ts'
import { openDatabase, translate } from '../open.ts'
import { openSettings } from '../settings.ts'
import type { Database } from '../sqlite/driver.ts'
import { SqliteLog } from '../sqlite/log.ts'
import { openSnapshots } from '../sqlite/snapshots.ts'
import { PLAIN, type Values } from '../values.ts'
import {
  byRevision,
  type BareRow,
  FILLING,
  type Filling,
  NotEmptyError,
  refuseIncomplete,
  type Whole,
} from './whole.ts'

const ALL = rangeOfPrefix('/')

const withDatabase = async <T>(
  path: string,
  values: Values,
  task: (db: Database) => T | Promise<T>,
): Promise<T> => {
  const migrations = readMigrations()
  const db = openDatabase(path, migrations.length)
  try {
    migrate(db, migrations, values)
    return await task(db)
  } catch (error) {
    throw translate(resolve(path), error)
  } finally {
    db.close()
  }
}

/** What is in a data file that no process has open, lent to `task`: nobody else opens it meanwhile. Rejects with OpenError, `locked` when one has. */
export const takeFromFolder = <T>(
  path: string,
  values: Values,
  task: (whole: Whole) => Promise<T>,
): Promise<T> =>
  withDatabase(path, values, (db) => {
    const log = new SqliteLog(db, PLAIN)
    const settings = openSettings(db)
    refuseIncomplete(settings, path)
    const snapshots = openSnapshots(db, values)
    return task({
      revision: log.revision(),
      rows: log.current(ALL).sort(byRevision),
      settings,
      snapshots: snapshots
        .all()
        .map((snapshot) => ({ ...snapshot, entries: snapshots.entries(snapshot.name) })),
    })
  })

/** Rows with the revisions that they have; history begins after `revision`. */
const putRows = (db: Database, rows: readonly BareRow[], revision: number): void => {
  const put = db.prepare<[number, string, number, Buffer]>(
    'INSERT INTO log (revision, key, previous, create_revision, deleted, value) VALUES (?, ?, 0, ?, 0, ?)',
  )
  const begin = db.prepare<[number]>('UPDATE compaction SET revision = ?')
  db.transaction(() => {
    for (const row of rows) put.run(row.revision, row.key, row.createRevision, row.value)
    begin.run(revision)
  })()
}

/** Whether a file was only half filled; rejects with NotEmptyError for one that has something else in it. */
const isHalfFilled = (path: string, values: Values): Promise<boolean> =>
  withDatabase(path, values, (db) => {
    const settings = openSettings(db)
    if (settings.get(FILLING) !== undefined) return true
    const isEmpty = settings.names().length === 0 && new SqliteLog(db, PLAIN).revision() === 1
    if (!isEmpty) throw new NotEmptyError(`${path} holds a cluster already`)
    return false
  })

/**
 * Puts a cluster into a data file that is not there yet, or was half filled before. Rows keep their revisions. `confirm` is called
 * before all of it counts, and may throw. Rejects with NotEmptyError, OpenError and StoreError.
 */
export const putIntoFolder = async (
  path: string,
  values: Values,
  { revision, rows, settings, snapshots, seal }: Filling,
  confirm: () => void,
): Promise<void> => {
  if (existsSync(path) && (await isHalfFilled(path, values)))
    for (const end of ['-wal', '-shm', '']) rmSync(`${path}${end}`, { force: true })
  await withDatabase(path, values, async (db) => {
    const own = openSettings(db)
    own.set(FILLING, Buffer.from('sqlite'))
    await (await seal(own)).change(settings)
    const kept = openSnapshots(db, values)
    for (const { name, ...snapshot } of snapshots) kept.put(name, snapshot)
    putRows(db, rows, revision)
    confirm()
    own.change({ [FILLING]: undefined })
  })
}
