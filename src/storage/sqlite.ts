import { copyDatabase } from './backup.ts'
import { LoggedStore, type StoreOptions } from './logged-store.ts'
import { openDatabase } from './open.ts'
import { openSettings } from './settings.ts'
import { openSnapshots } from './sqlite/snapshots.ts'
import { sqliteLog } from './sqlite/log.ts'
import type { OwnSettings, Store } from './store.ts'
import { PLAIN } from './values.ts'

export interface SqliteOptions extends StoreOptions {
  readonly path: string
}

export interface SqliteStore extends Store {
  readonly settings: OwnSettings
  /** See {@link copyDatabase}. */
  backup(destination: string): Promise<void>
  isInPlace(): boolean
}

/** Throws OpenError (`locked`, `unwritable`, `damaged`, `newer`, `no-sqlite`). */
export const openStore = (options: SqliteOptions): SqliteStore => {
  const { path, values = PLAIN } = options
  return openDatabase(path, { values }, (db, isInPlace) => {
    const engine = {
      log: sqliteLog(db, values),
      settings: openSettings(db),
      snapshots: openSnapshots(db, values),
      close: () => void db.close(),
    }
    return Object.assign(new LoggedStore(engine, options), {
      backup: (destination: string) => copyDatabase(db, destination),
      isInPlace,
    })
  })
}
