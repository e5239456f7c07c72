import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Database } from './sqlite/driver.ts'
import { PLAIN, type Values } from './values.ts'

/** One step of the schema: `0001_log.sql` has version 1. Files are never edited after a release. */
interface Migration {
  readonly version: number
  readonly name: string
  readonly sql: string
}

/**
 * Those of the package, or of one of its other files. Beside src and dist: this module lies in one
 * of their folders, or was joined with others into a file of dist.
 */
export const shippedMigrations = (file?: 'clusters'): URL =>
  file === undefined ? shipped() : new URL(`${file}/`, shipped())

const shipped = (): URL => {
  const joined = new URL('../migrations/', import.meta.url)
  return existsSync(joined) ? joined : new URL('../../migrations/', import.meta.url)
}

/** The migrations in a folder, in order. Throws when the numbers are not 1, 2, 3 … */
export const readMigrations = (folder: URL = shipped()): Migration[] => {
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql'))
  return names.sort().map((name, i) => {
    if (Number.parseInt(name, 10) !== i + 1) {
      throw new Error(`${fileURLToPath(folder)}: expected migration ${i + 1}, found ${name}`)
    }
    return { version: i + 1, name, sql: readFileSync(new URL(name, folder), 'utf8') }
  })
}

/** The version of the schema in a file, as kept in its header; 0 when it is new. */
export const schemaVersion = (db: Database): number =>
  Number(db.pragma('user_version', { simple: true }))

/**
 * Applies the migrations that the file does not have, each with its version in a transaction of its
 * own. Their SQL may ask for `bare(value)`, which `values` answers.
 */
export const migrate = (
  db: Database,
  migrations: readonly Migration[],
  { bare }: Pick<Values, 'bare'> = PLAIN,
): void => {
  const missing = migrations.slice(schemaVersion(db))
  if (missing.length > 0) db.function('bare', bare)
  for (const { version, sql } of missing) {
    db.transaction(() => {
      db.exec(sql)
      db.exec(`PRAGMA user_version = ${version}`)
    })()
  }
}
