import type { Database } from 'better-sqlite3'
import { unavailable } from './commit.ts'
import { type Settings, StoreError } from './store.ts'

/** Settings in the data file, each write a transaction of its own. */
export const openSettings = (db: Database): Settings => {
  const get = db.prepare<[string], Buffer>('SELECT value FROM settings WHERE name = ?').pluck()
  const set = db.prepare<[string, Buffer]>(
    `INSERT INTO settings (name, value) VALUES (?, ?)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
  )
  const assertOpen = (name: string): void => {
    if (!db.open) throw new StoreError('closed', name, 'the store is closed')
  }
  return {
    get(name) {
      assertOpen(name)
      return get.get(name)
    },
    set(name, value) {
      assertOpen(name)
      try {
        set.run(name, value)
      } catch (cause) {
        throw unavailable(name, cause)
      }
    },
  }
}
