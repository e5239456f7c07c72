/**
 * Keeps better-sqlite3's native objects from garbage collection: since Node 24.19 collecting a
 * `node::ObjectWrap` aborts the process, and better-sqlite3 below 13, which needs Node 22, uses it.
 */
import type { Database } from './driver.ts'

/** better-sqlite3's native database. */
interface Native {
  prepare(...args: unknown[]): object
  backup(...args: unknown[]): object
}

const pins = new Set<object>()

const isNative = (value: unknown): value is Native =>
  typeof value === 'object' && value !== null && 'prepare' in value && 'backup' in value

/** The native object, stored under a symbol, which makes all statements, also of pragmas. */
const nativeOf = (db: Database): Native | undefined =>
  Object.getOwnPropertySymbols(db)
    .map((symbol) => (db as unknown as Record<symbol, unknown>)[symbol])
    .find(isNative)

/**
 * Pins a database and all its statements for the life of the process. Closing frees SQLite's
 * memory; some forty small objects stay per database.
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
