/** What the store asks of SQLite: the part of better-sqlite3 that it uses, which an adapter can give to another binding as well. */

/** A prepared statement. `P`: the values of its parameters; `R`: a row, whose blobs are Buffers. */
export interface Statement<P extends readonly unknown[], R> {
  run(...parameters: P): unknown
  /** The first row. */
  get(...parameters: P): R | undefined
  all(...parameters: P): R[]
  iterate(...parameters: P): IterableIterator<R>
  /** From now on a row is the value of its first column. */
  pluck(): this
}

/** An open database. What SQLite says no to is thrown as the binding's own error: {@link sqliteCode} reads it. */
export interface Database {
  readonly open: boolean
  prepare<P extends readonly unknown[], R = unknown>(sql: string): Statement<P, R>
  exec(sql: string): unknown
  /** `simple`: what a pragma answers first; undefined when it answers nothing. */
  pragma(text: string, options?: { readonly simple: true }): unknown
  /** A function that runs `task` in a transaction, which what it throws rolls back. */
  transaction<A extends readonly unknown[]>(task: (...given: A) => void): (...given: A) => void
  /** Lets SQL call a function of a blob. */
  function(name: string, task: (blob: Buffer) => Buffer): unknown
  /** Copies the open database into an existing empty file; writes go on meanwhile. */
  backup(destination: string): Promise<unknown>
  /** Idempotent. */
  close(): unknown
}

/** A binding of SQLite that this process can use. */
export interface Driver {
  readonly name: 'better-sqlite3' | 'node:sqlite'
  /** Opens a file that is there. Waits for no lock. */
  open(file: string): Database
}

/** SQLite's primary result codes (https://sqlite.org/rescode.html) that the store tells apart. */
const PRIMARY_CODES: Readonly<Record<number, string>> = {
  3: 'SQLITE_PERM',
  5: 'SQLITE_BUSY',
  6: 'SQLITE_LOCKED',
  8: 'SQLITE_READONLY',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  26: 'SQLITE_NOTADB',
}

/** The name of the result code in an error of SQLite, whichever binding threw it; undefined for any other error. */
export const sqliteCode = (error: unknown): string | undefined => {
  const { code, errcode } = error instanceof Error ? (error as SqliteError) : {}
  if (code === 'ERR_SQLITE_ERROR') return PRIMARY_CODES[(errcode ?? 0) & 0xff] ?? 'SQLITE_ERROR'
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : undefined
}

interface SqliteError extends Error {
  readonly code?: unknown
  /** of node:sqlite: the extended code, whose lowest byte is the primary one */
  readonly errcode?: number
}
