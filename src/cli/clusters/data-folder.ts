import { readdirSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { OpenError, openExisting } from '../../storage/open.ts'
import type { Database } from '../../storage/sqlite/driver.ts'
import { DATABASE } from './location.ts'

const FILES = ['ca.crt', 'admin.crt', 'admin.key', 'token', 'kubeconfig', 'server.json']
/** Matches files of csrlab and SQLite, abandoned backups, and interrupted writes. */
const OURS = new RegExp(
  `^((csrlab|clusters)\\.db(-\\w+)?|csrlab-backup-.*|(${FILES.map((name) => name.replace('.', '\\.')).join('|')})(\\.\\w+\\.tmp)?)$`,
)

/** Accepts databases of any version, because they are only locked, not read. */
const ANY_VERSION = Number.MAX_SAFE_INTEGER

/** Returns undefined for a missing or unusable database. Throws OpenError if it is in use. */
const locked = (file: string): Database | undefined => {
  try {
    return openExisting(file, ANY_VERSION)
  } catch (error) {
    if (!(error instanceof OpenError) || error.kind === 'locked') throw error
    return undefined
  }
}

/**
 * Removes a stopped cluster, and its folder if nothing else is in it. Throws OpenError for a
 * running one.
 */
export const removeCluster = (folder: string): void => {
  const db = locked(join(folder, DATABASE))
  try {
    // the database first: the other files are useless without it
    rmSync(join(folder, DATABASE), { force: true })
    for (const name of readdirSync(folder))
      if (OURS.test(name)) rmSync(join(folder, name), { force: true })
  } finally {
    db?.close()
  }
  try {
    rmdirSync(folder)
  } catch {
    // the folder holds other files
  }
}
