/**
 * Keeps what better-sqlite3 makes out of the reach of the garbage collector. Since Node 24.19 `node::ObjectWrap` aborts the
 * process when the collector destroys one, and better-sqlite3 below 13, which needs Node 22, is built on it.
 */
import type { Database } from './driver.ts'

/** The part of better-sqlite3 that is native code. */
interface Native {
  prepare(...args: unknown[]): object
  backup(...args: unknown[]): object
}

const pins = new Set<object>()

const isNative = (value: unknown): value is Native =>
  typeof value === 'object' && value !== null && 'prepare' in value && 'backup' in value

/** The native object that a database keeps under a symbol. Every statement comes from it, those of pragmas too. */
const nativeOf = (db: Database): Native | undefined =>
  Object.getOwnPropertySymbols(db)
    .map((symbol) => (db as unknown as Record<symbol, unknown>)[symbol])
    .find(isNative)

/**
 * The same database, pinned for the life of the process with all that it will prepare. Closing frees what they hold in
 * SQLite; some forty small objects stay for each database that was ever open.
 */
export const pinned = <T extends Database>(db: T): T => {
  pins.add(db)
  const native = nativeOf(db)
  if (native === undefined) return db
  for (const method of ['prepare', 'backup'] as const) {
    const make = native[method]
    native[method] = (...args) => {
      const made = make.apply(native, args)
      pins.add(made)
      return made
    }
  }
  return db
}
