/** Hosted clusters in one SQLite file: each is an image and the records of later writes. */
import type { OnRefusal } from '../failures.ts'
import { openDatabase } from '../open.ts'
import { openSettings } from '../settings.ts'
import type { Database } from '../sqlite/driver.ts'
import type { OwnSettings } from '../store.ts'
import { type CommitRounds, commitRounds } from './rounds.ts'

export interface ClusterRow {
  readonly id: number
  readonly name: string
  /** milliseconds since the epoch */
  readonly created: number
  /** options and limits, JSON */
  readonly terms: string
  readonly token: Buffer
}

export interface ClusterContent {
  readonly image: Buffer | null
  /** request journal of a sleeping cluster */
  readonly memo: Buffer | null
  readonly records: readonly Buffer[]
}

export interface ClusterFile {
  readonly rounds: CommitRounds
  all(): ClusterRow[]
  /** Returns the ids. Throws SQLite's error, with nothing inserted. */
  insert(rows: readonly Omit<ClusterRow, 'id'>[]): number[]
  remove(ids: readonly number[]): void
  content(id: number): ClusterContent
  append(id: number, records: readonly Buffer[]): void
  /** Stores an image, and drops the records. `memo`: null while the cluster is awake. */
  keep(id: number, image: Buffer, memo: Buffer | null): void
  note(id: number, memo: Buffer | null): void
  readonly settings: OwnSettings
  close(): void
}

/** Throws OpenError as `openStore` does. */
export const openClusterFile = (path: string, onRefusal?: OnRefusal): ClusterFile =>
  openDatabase(path, { kind: 'clusters' }, (db) => clusterFile(db, onRefusal))

const clusterFile = (db: Database, onRefusal: OnRefusal | undefined): ClusterFile => {
  db.pragma('foreign_keys = ON')
  const all = db.prepare<[], ClusterRow>(
    'SELECT id, name, created, terms, token FROM clusters ORDER BY id',
  )
  const insert = db
    .prepare<[string, number, string, Buffer], number>(
      `INSERT INTO clusters (name, created, terms, credentials, token) VALUES (?, ?, ?, '', ?) RETURNING id`,
    )
    .pluck()
  const remove = db.prepare<[number]>('DELETE FROM clusters WHERE id = ?')
  const content = db.prepare<[number], Pick<ClusterContent, 'image' | 'memo'>>(
    'SELECT image, memo FROM clusters WHERE id = ?',
  )
  const records = db
    .prepare<[number], Buffer>('SELECT record FROM records WHERE cluster = ? ORDER BY number')
    .pluck()
  const append = db.prepare<[number, number, Buffer]>(
    `INSERT INTO records (cluster, number, record)
     VALUES (?, ifnull((SELECT max(number) FROM records WHERE cluster = ?), 0) + 1, ?)`,
  )
  const keep = db.prepare<[Buffer, Buffer | null, number]>(
    'UPDATE clusters SET image = ?, memo = ? WHERE id = ?',
  )
  const note = db.prepare<[Buffer | null, number]>('UPDATE clusters SET memo = ? WHERE id = ?')
  const clear = db.prepare<[number]>('DELETE FROM records WHERE cluster = ?')
  return {
    rounds: commitRounds((task) => db.transaction(task)(), onRefusal),
    all: () => all.all(),
    insert: (rows) => {
      const ids: number[] = []
      db.transaction(() => {
        for (const { name, created, terms, token } of rows)
          ids.push(insert.get(name, created, terms, token)!)
      })()
      return ids
    },
    remove: (ids) =>
      db.transaction(() => {
        for (const id of ids) remove.run(id)
      })(),
    content: (id) => {
      const { image = null, memo = null } = content.get(id) ?? {}
      const written = records.all(id)
      return { image, memo: written.length === 0 ? memo : null, records: written }
    },
    append: (id, added) => {
      if (added.length === 1) append.run(id, id, added[0]!)
      else
        db.transaction(() => {
          for (const record of added) append.run(id, id, record)
        })()
    },
    keep: (id, image, memo) =>
      db.transaction(() => {
        keep.run(image, memo, id)
        clear.run(id)
      })(),
    note: (id, memo) => void note.run(memo, id),
    settings: openSettings(db),
    close: () => void db.close(),
  }
}
