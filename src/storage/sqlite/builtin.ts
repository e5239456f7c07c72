/** Node's built-in SQLite, available without a flag since 22.13. */
import type { Database, Driver, Statement } from './driver.ts'

type Row = Record<string, unknown>

interface NativeStatement {
  run(...parameters: readonly unknown[]): unknown
  get(...parameters: readonly unknown[]): Row | undefined
  all(...parameters: readonly unknown[]): Row[]
}

interface NativeDatabase {
  prepare(sql: string): NativeStatement
  exec(sql: string): void
  function(name: string, task: (value: unknown) => unknown): void
  close(): void
}

export interface NodeSqlite {
  readonly DatabaseSync: new (file: string) => NativeDatabase
  readonly backup?: (db: NativeDatabase, destination: string) => Promise<unknown>
}

const valueOf = (value: unknown): unknown =>
  value instanceof Uint8Array
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    : value

const rowOf = (found: Row): Row => {
  const row: Row = {}
  for (const name of Object.keys(found)) row[name] = valueOf(found[name])
  return row
}

const firstOf = (found: Row): unknown => {
  for (const name of Object.keys(found)) return valueOf(found[name])
  return undefined
}

const statementOf = (native: NativeStatement): Statement<readonly unknown[], unknown> => {
  let shape: (found: Row) => unknown = rowOf
  const statement: ReturnType<typeof statementOf> = {
    run: (...parameters) => void native.run(...parameters),
    get(...parameters) {
      const found = native.get(...parameters)
      return found && shape(found)
    },
    all: (...parameters) => native.all(...parameters).map((found) => shape(found)),
    pluck() {
      shape = firstOf
      return statement
    },
  }
  return statement
}

const databaseOf = ({ DatabaseSync, backup }: NodeSqlite, file: string): Database => {
  const db = new DatabaseSync(file)
  let isOpen = true
  return {
    get open() {
      return isOpen
    },
    prepare: (sql) => statementOf(db.prepare(sql)) as never,
    exec: (sql) => db.exec(sql),
    pragma: (text) =>
      statementOf(db.prepare(`PRAGMA ${text}`))
        .pluck()
        .get(),
    transaction(task) {
      const [begin, commit, rollback] = ['BEGIN', 'COMMIT', 'ROLLBACK'].map((sql) =>
        db.prepare(sql),
      )
      return (...given) => {
        begin!.run()
        try {
          task(...given)
          commit!.run()
        } catch (error) {
          try {
            rollback!.run()
          } catch {
            // on a full or failing disk, SQLite has already rolled back
          }
          throw error
        }
      }
    },
    function: (name, task) => db.function(name, (value) => task(valueOf(value) as Buffer)),
    async backup(destination) {
      if (backup === undefined) db.prepare('VACUUM INTO ?').run(destination)
      else await backup(db, destination)
    },
    close() {
      if (isOpen) db.close()
      isOpen = false
    },
  }
}

export const builtinDriver = (sqlite: NodeSqlite): Driver => ({
  name: 'node:sqlite',
  open: (file) => databaseOf(sqlite, file),
})
