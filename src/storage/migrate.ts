import { readdirSync, readFileSync } from 'node:fs'
import { PACKAGE_ROOT } from '../apimachinery/package-root.ts'
import type { Database } from './sqlite/driver.ts'
import { PLAIN, type Values } from './values.ts'

/** Released files never change. */
const SHIPPED = new URL('migrations/', PACKAGE_ROOT)

export const shippedMigrations = (file?: 'clusters'): URL =>
  file === undefined ? SHIPPED : new URL(`${file}/`, SHIPPED)

/** The first migration makes schema version 1. */
export const readMigrations = (folder = SHIPPED): string[] => {
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql'))
  return names.sort().map((name) => readFileSync(new URL(name, folder), 'utf8'))
}

/** 0 for a new file */
export const schemaVersion = (db: Database): number =>
  Number(db.pragma('user_version', { simple: true }))

/** Applies each missing migration in a transaction. Migrations can call `bare` in SQL. */
export const migrate = (
  db: Database,
  migrations: readonly string[],
  { bare }: Pick<Values, 'bare'> = PLAIN,
): void => {
  const missing = migrations.slice(schemaVersion(db))
  if (missing.length > 0) db.function('bare', bare)
  for (const sql of missing) {
    db.transaction(() => {
      db.exec(sql)
      db.exec(`PRAGMA user_version = ${schemaVersion(db) + 1}`)
    })()
  }
}
