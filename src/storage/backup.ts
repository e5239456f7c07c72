import { closeSync, openSync, rmSync } from 'node:fs'
import type { Database } from './sqlite/driver.ts'
import { openExisting } from './open.ts'

/**
 * Copies an open database to a new file (0600) while writes continue. Rejects if the file exists
 * (EEXIST) or cannot be written, and leaves no incomplete copy.
 */
export const copyDatabase = async (db: Database, destination: string): Promise<void> => {
  closeSync(openSync(destination, 'wx', 0o600))
  try {
    await db.backup(destination)
  } catch (error) {
    rmSync(destination, { force: true })
    throw error
  }
}

/** Copies a closed data file. Rejects like {@link copyDatabase}, or with OpenError. */
export const copyFile = async (path: string, destination: string): Promise<void> => {
  const db = openExisting(path)
  try {
    await copyDatabase(db, destination)
  } finally {
    db.close()
  }
}
