import { resolve } from 'node:path'
import { migrate, readMigrations } from './migrate.ts'
import { openDatabase, translate } from './open.ts'
import type { Values } from './values.ts'

/**
 * Takes all objects and their history out of a data file that no process has open, and counts
 * revisions from the beginning; the settings stay, with the keys in them, and the snapshots. Throws
 * OpenError, `locked` when a process has it open.
 */
export const emptyStore = (path: string, values: Values): void => {
  const migrations = readMigrations()
  const { db } = openDatabase(path, migrations.length)
  try {
    migrate(db, migrations, values)
    db.exec('BEGIN IMMEDIATE; DELETE FROM log; UPDATE compaction SET revision = 0; COMMIT')
    db.exec('VACUUM')
  } catch (error) {
    throw translate(resolve(path), error)
  } finally {
    db.close()
  }
}
