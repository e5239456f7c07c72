import { createRequire } from 'node:module'
import { betterSqlite3Driver } from './better-sqlite3.ts'
import { builtinDriver, type NodeSqlite } from './builtin.ts'
import type { Driver } from './driver.ts'

const require = createRequire(import.meta.url)

export class DriverError extends Error {
  override readonly name = 'DriverError'
}

/** Returns undefined without `node:sqlite`. Suppresses the warning that it is experimental. */
const nodeSqlite = (): NodeSqlite | undefined => {
  const emitWarning = process.emitWarning.bind(process)
  process.emitWarning = () => undefined
  try {
    return require('node:sqlite') as NodeSqlite
  } catch {
    return undefined
  } finally {
    process.emitWarning = emitWarning
  }
}

export const missingSqlite = (reason: string): string =>
  `${reason}, and Node ${process.versions.node} has no built-in SQLite: install better-sqlite3@12 with its install script, use Node 22.13 or newer, or keep the cluster in memory with --in-memory`

const load = (): Driver => {
  const better = betterSqlite3Driver()
  if (typeof better !== 'string') return better
  const builtin = nodeSqlite()
  if (builtin !== undefined) return builtinDriver(builtin)
  throw new DriverError(missingSqlite(better))
}

let loaded: Driver | undefined

/** Loads better-sqlite3, else Node's built-in SQLite. Throws DriverError. */
export const sqlite = (): Driver => (loaded ??= load())
