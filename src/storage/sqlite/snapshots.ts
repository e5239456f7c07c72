import type { Database } from './driver.ts'
import { storing } from '../failures.ts'
import type { Values } from '../values.ts'
import type { Entry, SavedSnapshot, Snapshots } from '../store.ts'

export const openSnapshots = (db: Database, values: Values): Snapshots => {
  const insert = db.prepare<[string, string, number]>(
    'INSERT INTO snapshots (name, note, revision) VALUES (?, ?, ?)',
  )
  const insertRow = db.prepare<[string, string, Buffer]>(
    'INSERT OR REPLACE INTO snapshot_rows (snapshot, key, value) VALUES (?, ?, ?)',
  )
  const all = db.prepare<[], SavedSnapshot>(
    `SELECT name, note, revision, count(key) AS size
     FROM snapshots LEFT JOIN snapshot_rows ON snapshot = name GROUP BY name ORDER BY name`,
  )
  const rows = db.prepare<[string], Entry & { readonly revision: number }>(
    `SELECT key, value, revision FROM snapshots JOIN snapshot_rows ON snapshot = name
     WHERE snapshot = ? ORDER BY key`,
  )
  const isThere = db.prepare<[string], number>('SELECT 1 FROM snapshots WHERE name = ?').pluck()
  const removeRows = db.prepare<[string]>('DELETE FROM snapshot_rows WHERE snapshot = ?')
  const remove = db.prepare<[string]>('DELETE FROM snapshots WHERE name = ?')
  const drop = (name: string): void => {
    removeRows.run(name)
    remove.run(name)
  }
  const addRows = (name: string, entries: readonly Entry[]): void => {
    for (const { key, value } of entries) insertRow.run(name, key, values.bare(value))
  }
  const put = (name: string, note: string, revision: number, entries: readonly Entry[]): void => {
    drop(name)
    insert.run(name, note, revision)
    addRows(name, entries)
  }
  const inTransaction = db.transaction((task: () => void) => task())
  const store = (task: () => void): void => storing(() => inTransaction(task))
  return {
    all: () => all.all(),
    entries: (name) =>
      rows
        .all(name)
        .map(({ key, value, revision }) => ({ key, value: values.shown(value, revision) })),
    put: (name, { note, revision, entries }) => store(() => put(name, note, revision, entries)),
    add: (name, entries) => store(() => addRows(name, entries)),
    remove(name) {
      if (isThere.get(name) === undefined) return false
      store(() => drop(name))
      return true
    },
  }
}
