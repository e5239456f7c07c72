/** A cluster in a SQLite file, taken out as a whole and put in as a whole. */
import { existsSync, linkSync, renameSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { rangeOfPrefix } from '../key-order.ts'
import { migrate, readMigrations } from '../migrate.ts'
import { openDatabase, translate } from '../open.ts'
import { openSettings } from '../settings.ts'
import type { Database } from '../sqlite/driver.ts'
import { SqliteLog } from '../sqlite/log.ts'
import { openSnapshots } from '../sqlite/snapshots.ts'
import { PLAIN, type Values } from '../values.ts'
import { byRevision, type BareRow, type Filling, NotEmptyError, type Whole } from './whole.ts'

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

/** Rejects with NotEmptyError for a data file that has something in it. */
const refuseFilled = (path: string, values: Values): Promise<void> =>
  withDatabase(path, values, (db) => {
    const isEmpty =
      openSettings(db).names().length === 0 && new SqliteLog(db, PLAIN).revision() === 1
    if (!isEmpty) throw new NotEmptyError(`${path} holds a cluster already`)
  })

const remove = (path: string): void => {
  for (const end of ['-wal', '-shm', '']) rmSync(`${path}${end}`, { force: true })
}

/** Gives a file its name, and never that of another one. Throws NotEmptyError. */
const publish = (from: string, to: string): void => {
  try {
    linkSync(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new NotEmptyError(`${to} holds a cluster already`)
    // a file system without links
    renameSync(from, to)
    return
  }
  rmSync(from)
}

/**
 * Puts a cluster into a data file that is not there yet, or is empty. Rows keep their revisions. Until it is whole it has another name,
 * so that whoever interrupts it leaves no half of a cluster. `confirm` is called before it gets its own, and may throw. Rejects with
 * NotEmptyError, OpenError and StoreError.
 */
export const putIntoFolder = async (
  path: string,
  values: Values,
  { revision, rows, settings, snapshots, seal }: Filling,
  confirm: () => void,
): Promise<void> => {
  const isThere = existsSync(path)
  if (isThere) await refuseFilled(path, values)
  const unfinished = `${path}.part`
  // of one that was interrupted
  remove(unfinished)
  try {
    await withDatabase(unfinished, values, async (db) => {
      await (await seal(openSettings(db))).change(settings)
      const kept = openSnapshots(db, values)
      for (const { name, ...snapshot } of snapshots) kept.put(name, snapshot)
      putRows(db, rows, revision)
    })
    confirm()
    if (isThere) remove(path)
    publish(unfinished, path)
  } catch (error) {
    remove(unfinished)
    throw error
  }
}
