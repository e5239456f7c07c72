import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { PACKAGE_ROOT } from '../apimachinery/package-root.ts'
import type { Database } from './sqlite/driver.ts'
import { PLAIN, type Values } from './values.ts'

/** A schema version. Released files never change. */
interface Migration {
  readonly version: number
  readonly name: string
  readonly sql: string
}

const SHIPPED = new URL('migrations/', PACKAGE_ROOT)

/** The folder of migrations for data files, or for the file of hosted clusters. */
export const shippedMigrations = (file?: 'clusters'): URL =>
  file === undefined ? SHIPPED : new URL(`${file}/`, SHIPPED)

/** Reads the migrations of a folder, in order. Throws unless they are numbered 1, 2, 3 … */
export const readMigrations = (folder: URL = SHIPPED): Migration[] => {
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql'))
  return names.sort().map((name, i) => {
    if (Number.parseInt(name, 10) !== i + 1) {
      throw new Error(`${fileURLToPath(folder)}: expected migration ${i + 1}, found ${name}`)
    }
    return { version: i + 1, name, sql: readFileSync(new URL(name, folder), 'utf8') }
  })
}

/** The schema version in a file's header; 0 for a new file. */
export const schemaVersion = (db: Database): number =>
  Number(db.pragma('user_version', { simple: true }))

/**
 * Applies the missing migrations, each in its own transaction. Their SQL may call `bare(value)` of
 * `values`.
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
