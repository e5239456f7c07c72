/** The part of better-sqlite3's API that the store uses. */

/** `P`: parameters; `R`: a row, with Buffers for blobs */
export interface Statement<P extends readonly unknown[], R> {
  run(...parameters: P): unknown
  get(...parameters: P): R | undefined
  all(...parameters: P): R[]
  /** From now on, `get` and `all` return only the first column of each row. */
  pluck(): this
}

/** Throws the binding's errors, which {@link sqliteCode} reads. */
export interface Database {
  readonly open: boolean
  prepare<P extends readonly unknown[], R = unknown>(sql: string): Statement<P, R>
  exec(sql: string): unknown
  /** `simple`: returns the first value. */
  pragma(text: string, options?: { readonly simple: true }): unknown
  /** The returned function runs `task` in a transaction; an error rolls back. */
  transaction<A extends readonly unknown[]>(task: (...given: A) => void): (...given: A) => void
  function(name: string, task: (blob: Buffer) => Buffer): unknown
  /** Copies into an existing empty file while writes continue. */
  backup(destination: string): Promise<unknown>
  close(): unknown
}

export interface Driver {
  readonly name: 'better-sqlite3' | 'node:sqlite'
  /** The file must exist. Does not wait for locks. */
  readonly open: (file: string) => Database
}

/** https://sqlite.org/rescode.html */
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

/** Returns undefined for errors that are not SQLite's. */
export const sqliteCode = (error: unknown): string | undefined => {
  const { code, errcode } = error instanceof Error ? (error as SqliteError) : {}
  if (code === 'ERR_SQLITE_ERROR') return PRIMARY_CODES[(errcode ?? 0) & 0xff] ?? 'SQLITE_ERROR'
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : undefined
}

interface SqliteError extends Error {
  readonly code?: unknown
  /** node:sqlite's extended code; its lowest byte is the primary code */
  readonly errcode?: number
}
