import { createRequire } from 'node:module'
import type BetterSqlite3 from 'better-sqlite3'
import satisfies from 'semver/functions/satisfies.js'
import type { Database, Driver } from './driver.ts'

interface Manifest {
  readonly version: string
  readonly engines?: { readonly node?: string }
}

/** Why better-sqlite3 cannot be used. */
export interface Unusable {
  readonly reason: string
  /** whether the right version is there, but not compiled, or for another Node */
  readonly isUnbuilt: boolean
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)

const unfit = (reason: string): Unusable => ({ reason, isUnbuilt: false })

/**
 * Returns the driver, or the reason why better-sqlite3 cannot be used. Checks versions before
 * loading it, since version 13 may crash Node 20.
 */
export const betterSqlite3Driver = (
  require: NodeJS.Require = createRequire(import.meta.url),
  nodeVersion = process.versions.node,
): Driver | Unusable => {
  let manifest: Manifest
  try {
    manifest = require('better-sqlite3/package.json') as Manifest
  } catch {
    return unfit('better-sqlite3 is not installed')
  }
  const { version, engines } = manifest
  const range = engines?.node ?? '*'
  if (!satisfies(nodeVersion, range, { includePrerelease: true }))
    return unfit(`better-sqlite3 ${version} is for Node ${range}`)
  // since 24.19, Node aborts when it collects a node::ObjectWrap, which better-sqlite3 12 uses
  if (satisfies(nodeVersion, '>=24.19') && satisfies(version, '<13'))
    return unfit(`better-sqlite3 ${version} crashes Node ${nodeVersion}`)
  try {
    const Sqlite = require('better-sqlite3') as typeof BetterSqlite3
    const open = (file: string, fileMustExist: boolean): Database =>
      new Sqlite(file, { timeout: 0, fileMustExist }) as unknown as Database
    // the binding is loaded with the first database
    open(':memory:', false).close()
    return { name: 'better-sqlite3', open: (file) => open(file, true) }
  } catch (error) {
    const [why] = messageOf(error).split('\n', 1)
    return { reason: `better-sqlite3 ${version} cannot be loaded (${why})`, isUnbuilt: true }
  }
}
