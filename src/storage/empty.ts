import { openDatabase } from './open.ts'
import type { Values } from './values.ts'

/**
 * Deletes the objects and history of a closed data file, and restarts revisions. Throws OpenError.
 */
export const emptyStore = (path: string, values: Values): void =>
  openDatabase(path, { values }, (db) => {
    db.exec('BEGIN IMMEDIATE; DELETE FROM log; UPDATE compaction SET revision = 0; COMMIT')
    db.exec('VACUUM')
    db.close()
  })
