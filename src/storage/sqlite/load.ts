import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { PACKAGE_ROOT } from '../../apimachinery/package-root.ts'
import { betterSqlite3Driver, type Unusable } from './better-sqlite3.ts'
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

/** The programs that node-gyp compiles with, each with the names that it may have. */
const COMPILER = {
  make: ['make', 'gmake'],
  'a C++ compiler': ['c++', 'g++', 'clang++'],
  'Python 3': ['python3', 'python'],
} as const

/** Names the missing programs: without one, npm drops an optional package without a word. */
const missingPrograms = (path: string): string[] => {
  const folders = path.split(delimiter)
  return Object.entries(COMPILER)
    .filter(([, names]) => !names.some((name) => folders.some((at) => existsSync(join(at, name)))))
    .map(([program]) => program)
}

/** A published package has no lock file. */
const isCheckout = existsSync(new URL('package-lock.json', PACKAGE_ROOT))

const commandFor = ({ isUnbuilt }: Unusable): string => {
  if (isUnbuilt) return 'npm rebuild better-sqlite3 --foreground-scripts'
  return isCheckout
    ? 'npm ci --foreground-scripts'
    : 'npm install better-sqlite3@12 --foreground-scripts'
}

/** Says what helps on this machine. `path`: the value of PATH. */
export const missingSqlite = (why: Unusable, path = process.env['PATH'] ?? ''): string => {
  const missing = missingPrograms(path)
  const compile =
    missing.length === 0
      ? `compile better-sqlite3 with ${commandFor(why)}`
      : `install what compiles better-sqlite3 (the PATH lacks ${missing.join(', ')}), then run ${commandFor(why)}`
  return `${why.reason}, and Node ${process.versions.node} has no built-in SQLite: use Node 22.13 or newer, or ${compile}; a cluster with --in-memory needs neither`
}

const load = (): Driver => {
  const better = betterSqlite3Driver()
  if ('open' in better) return better
  const builtin = nodeSqlite()
  if (builtin !== undefined) return builtinDriver(builtin)
  throw new DriverError(missingSqlite(better))
}

let loaded: Driver | undefined

/** Loads better-sqlite3, else Node's built-in SQLite. Throws DriverError. */
export const sqlite = (): Driver => (loaded ??= load())
