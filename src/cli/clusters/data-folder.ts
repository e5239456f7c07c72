/** Removes the files that csrlab has put into a data folder. */
import { readdirSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openExisting, OpenError } from '../../storage/open.ts'
import type { Database } from '../../storage/sqlite/driver.ts'
import { DATABASE } from '../upkeep/folder.ts'

const FILES = ['ca.crt', 'admin.crt', 'admin.key', 'token', 'kubeconfig', 'server.json']
/**
 * The database, what SQLite has beside it, copies that nobody took away, and writes that were cut
 * short.
 */
const OURS = new RegExp(
  `^(csrlab\\.db(-\\w+)?|csrlab-backup-.*|(${FILES.map((name) => name.replace('.', '\\.')).join('|')})(\\.\\w+\\.tmp)?)$`,
)

/** Any version of ours, or of another program: it is not to be read. */
const ANY_VERSION = Number.MAX_SAFE_INTEGER

/**
 * Locks the database; undefined if it is damaged or missing. Throws OpenError for one that another
 * process has open.
 */
const locked = (file: string): Database | undefined => {
  try {
    return openExisting(file, ANY_VERSION)
  } catch (error) {
    if (!(error instanceof OpenError) || error.kind === 'locked') throw error
    return undefined
  }
}

/**
 * Removes the cluster that is kept in a folder, and the folder when nothing else is in it. Throws
 * OpenError for one that runs.
 */
export const removeCluster = (folder: string): void => {
  const db = locked(join(folder, DATABASE))
  try {
    // the rest is of no use without the database, so the database goes first
    rmSync(join(folder, DATABASE), { force: true })
    for (const name of readdirSync(folder))
      if (OURS.test(name)) rmSync(join(folder, name), { force: true })
  } finally {
    db?.close()
  }
  try {
    rmdirSync(folder)
  } catch {
    // somebody keeps something else there
  }
}
