import { resolve } from 'node:path'
import { copyDatabase } from './backup.ts'
import { LoggedStore, type StoreOptions } from './logged-store.ts'
import { migrate, readMigrations } from './migrate.ts'
import { openDatabase, translate } from './open.ts'
import { openSettings } from './settings.ts'
import { openSnapshots } from './sqlite/snapshots.ts'
import type { Database } from './sqlite/driver.ts'
import { SqliteLog } from './sqlite/log.ts'
import type { OwnSettings, Store } from './store.ts'
import { PLAIN } from './values.ts'

export interface SqliteOptions extends StoreOptions {
  readonly path: string
  /** size limit; writes beyond it fail as on a full disk. Default: none */
  readonly maxBytes?: number
}

export interface SqliteStore extends Store {
  readonly settings: OwnSettings
  /** Copies the store to a new file (0600) while serving. Rejects like {@link copyDatabase}. */
  backup(destination: string): Promise<void>
  isInPlace(): boolean
}

/**
 * Opens a store in a SQLite file. Throws OpenError (`locked`, `unwritable`, `damaged`, `newer`,
 * `no-sqlite`), with objects unchanged.
 */
export const openStore = (options: SqliteOptions): SqliteStore => {
  const migrations = readMigrations()
  const { db, isInPlace } = openDatabase(options.path, migrations.length)
  try {
    if (options.maxBytes !== undefined) limitSize(db, options.maxBytes)
    migrate(db, migrations, options.values)
    return new FileStore(db, isInPlace, options)
  } catch (error) {
    db.close()
    throw translate(resolve(options.path), error)
  }
}

const limitSize = (db: Database, bytes: number): void => {
  const pageSize = Number(db.pragma('page_size', { simple: true }))
  db.pragma(`max_page_count = ${Math.max(1, Math.floor(bytes / pageSize))}`)
}

class FileStore extends LoggedStore implements SqliteStore {
  readonly #db: Database
  readonly isInPlace: () => boolean

  constructor(db: Database, isInPlace: () => boolean, options: SqliteOptions) {
    const { values = PLAIN } = options
    const keeper = {
      log: new SqliteLog(db, values),
      settings: openSettings(db),
      snapshots: openSnapshots(db, values),
      close: () => void db.close(),
    }
    super(keeper, options)
    this.#db = db
    this.isInPlace = isInPlace
  }

  backup(destination: string): Promise<void> {
    return copyDatabase(this.#db, destination)
  }
}
