import { openDatabase } from './open.ts'
import type { Values } from './values.ts'

/**
 * Deletes all objects and history of a closed data file, and restarts revisions; settings and
 * snapshots stay. Throws OpenError, `locked` if a process has the file open.
 */
export const emptyStore = (path: string, values: Values): void =>
  openDatabase(path, { values }, (db) => {
    db.exec('BEGIN IMMEDIATE; DELETE FROM log; UPDATE compaction SET revision = 0; COMMIT')
    db.exec('VACUUM')
    db.close()
  })
