import { closeSync, openSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Database } from './sqlite/driver.ts'
import { readMigrations } from './migrate.ts'
import { openExisting } from './open.ts'
import { type Progress, unwatched } from './progress.ts'

/** What both bindings take by themselves. */
const PAGES_AT_ONCE = 100

/**
 * Copies an open database to a new file (0600), some pages at a time; writes go on meanwhile, and the copy has them. Rejects, and
 * leaves nothing, when the file is there already (EEXIST) or cannot be written.
 */
export const copyDatabase = async (
  db: Database,
  destination: string,
  report: Progress = unwatched,
): Promise<void> => {
  closeSync(openSync(destination, 'wx', 0o600))
  try {
    await db.backup(destination, {
      progress: ({ totalPages, remainingPages }) => {
        report(totalPages - remainingPages, totalPages)
        return PAGES_AT_ONCE
      },
    })
    report(1, 1)
  } catch (error) {
    rmSync(destination, { force: true })
    throw error
  }
}

/** Copies a data file that no process has open. Throws OpenError, `locked` when one has. */
export const copyFile = async (
  path: string,
  destination: string,
  report?: Progress,
): Promise<void> => {
  const db = openExisting(resolve(path), readMigrations().length)
  try {
    await copyDatabase(db, destination, report)
  } finally {
    db.close()
  }
}
