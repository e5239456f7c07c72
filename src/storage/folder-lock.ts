import { closeSync, openSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { makeFolder } from './folder.ts'
import { OpenError, translate, unwritable } from './open.ts'
import type { Database } from './sqlite/driver.ts'
import { sqlite } from './sqlite/load.ts'

/** Empty; SQLite's lock on it goes with its process, also when that is killed. */
const LOCK_FILE = 'csrlab.lock'

/**
 * Takes a data folder for this process, where the objects are in etcd: two replicas in one folder would overwrite each other's
 * kubeconfig and server.json. Makes the folder (0700) if it is missing. Returns the function that lets go of it. Throws OpenError
 * `locked`, `unwritable` or `no-sqlite`.
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
