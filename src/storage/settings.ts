import type { Database } from './sqlite/driver.ts'
import { storing } from './failures.ts'
import type { OwnSettings, SettingChanges } from './store.ts'

/** Set while secrets are being erased. After a crash, the next open completes the erasure. */
const TRACES = 'traces'

export const openSettings = (db: Database): OwnSettings => {
  const get = db.prepare<[string], Buffer>('SELECT value FROM settings WHERE name = ?').pluck()
  const names = db.prepare<[], string>('SELECT name FROM settings ORDER BY name').pluck()
  const set = db.prepare<[string, Buffer]>(
    `INSERT INTO settings (name, value) VALUES (?, ?)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
  )
  const remove = db.prepare<[string]>('DELETE FROM settings WHERE name = ?')
  const change = db.transaction((values: SettingChanges) => {
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) remove.run(name)
      else set.run(name, value)
    }
  })
  const removeTraces = (): void => {
    db.exec('VACUUM')
    // the WAL still contains the old pages
    db.pragma('wal_checkpoint(TRUNCATE)')
    remove.run(TRACES)
  }
  if (get.get(TRACES) !== undefined) removeTraces()
  return {
    get: (name) => get.get(name),
    names: () => names.all(),
    change: (values) => storing(() => change(values)),
    changeWithoutTrace: (values) =>
      storing(() => {
        change({ ...values, [TRACES]: Buffer.alloc(0) })
        removeTraces()
      }),
  }
}
