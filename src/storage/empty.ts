import { resolve } from 'node:path'
import { migrate, readMigrations } from './migrate.ts'
import { openDatabase, translate } from './open.ts'
import type { Values } from './values.ts'

/**
 * Deletes all objects and history of a closed data file, and restarts revisions; settings and
 * snapshots stay. Throws OpenError, `locked` if a process has the file open.
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
