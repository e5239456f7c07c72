import { closeSync, openSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { makeFolder } from './folder.ts'
import { OpenError, translate, unwritable } from './open.ts'
import type { Database } from './sqlite/driver.ts'
import { sqlite } from './sqlite/load.ts'

/** The lock is SQLite's, so it is released even if the process is killed. */
const LOCK_FILE = 'csrlab.lock'

/**
 * Locks a replica's data folder, since two replicas would overwrite each other's files. Creates a
 * missing folder (0700). Returns the function that unlocks it. Throws OpenError.
 */
export const lockFolder = (folder: string): (() => void) => {
  const file = join(resolve(folder), LOCK_FILE)
  try {
    makeFolder(resolve(folder))
    closeSync(openSync(file, 'a', 0o600))
  } catch (error) {
    throw unwritable(file, error)
  }
  let db: Database | undefined
  try {
    db = sqlite().open(file)
    db.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    db?.close()
    throw lockError(folder, file, error)
  }
  const held = db
  return () => held.close()
}

const lockError = (folder: string, file: string, error: unknown): unknown => {
  const known = translate(file, error)
  if (!(known instanceof OpenError) || known.kind !== 'locked') return known
  const message = `another replica uses the data folder ${folder}: give each replica its own --data-dir`
  return new OpenError('locked', folder, message, { cause: error })
}
