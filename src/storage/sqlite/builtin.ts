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

class BuiltinStatement implements Statement<readonly unknown[], unknown> {
  readonly #statement: NativeStatement
  #shape: (found: Row) => unknown = rowOf

  constructor(statement: NativeStatement) {
    this.#statement = statement
  }

  run(...parameters: readonly unknown[]): void {
    this.#statement.run(...parameters)
  }

  get(...parameters: readonly unknown[]): unknown {
    const found = this.#statement.get(...parameters)
    return found && this.#shape(found)
  }

  all(...parameters: readonly unknown[]): unknown[] {
    return this.#statement.all(...parameters).map((found) => this.#shape(found))
  }

  pluck(): this {
    this.#shape = firstOf
    return this
  }
}

class BuiltinDatabase implements Database {
  readonly #sqlite: NodeSqlite
  readonly #db: NativeDatabase
  open = true

  constructor(sqlite: NodeSqlite, file: string) {
    this.#sqlite = sqlite
    this.#db = new sqlite.DatabaseSync(file)
  }

  prepare<P extends readonly unknown[], R>(sql: string): Statement<P, R> {
    return new BuiltinStatement(this.#db.prepare(sql)) as unknown as Statement<P, R>
  }

  exec(sql: string): void {
    this.#db.exec(sql)
  }

  pragma(text: string): unknown {
    return this.prepare<[], unknown>(`PRAGMA ${text}`).pluck().get()
  }

  transaction<A extends readonly unknown[]>(task: (...given: A) => void): (...given: A) => void {
    const [begin, commit, rollback] = ['BEGIN', 'COMMIT', 'ROLLBACK'].map((sql) =>
      this.#db.prepare(sql),
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
          // on a full or failing disk, SQLite has rolled back
        }
        throw error
      }
    }
  }

  function(name: string, task: (blob: Buffer) => Buffer): void {
    this.#db.function(name, (value) => task(valueOf(value) as Buffer))
  }

  async backup(destination: string): Promise<void> {
    const { backup } = this.#sqlite
    if (backup === undefined) this.#db.prepare('VACUUM INTO ?').run(destination)
    else await backup(this.#db, destination)
  }

  close(): void {
    if (this.open) this.#db.close()
    this.open = false
  }
}

export const builtinDriver = (sqlite: NodeSqlite): Driver => ({
  name: 'node:sqlite',
  open: (file) => new BuiltinDatabase(sqlite, file),
})
