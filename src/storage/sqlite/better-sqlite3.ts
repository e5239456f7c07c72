/** SQLite as better-sqlite3 brings it: where it is installed, is made for this Node, and can be loaded. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import type BetterSqlite3 from 'better-sqlite3'
import satisfies from 'semver/functions/satisfies.js'
import type { Database, Driver } from './driver.ts'
import { pinned } from './pinned.ts'

/** Why it cannot be used. */
export interface Unusable {
  readonly reason:
    | 'absent' // not installed
    | 'unfit' // made for other versions of Node
    | 'unbuilt' // installed without its compiled part
    | 'foreign' // its compiled part is of another Node, system or processor
    | 'old-libc' // its compiled part needs a newer C library
  /** of better-sqlite3 */
  readonly version: string
  /** the folder where it is installed; empty where it is not */
  readonly folder: string
  /** more of the reason: the range of Node's versions, or what the system's loader said */
  readonly detail: string
}

interface Manifest {
  readonly version: string
  readonly engines?: { readonly node?: string }
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)

/** What the system's loader said about a compiled part, as a reason. */
const loadFailure = (error: unknown): Pick<Unusable, 'reason' | 'detail'> => {
  const [detail = ''] = messageOf(error).split('\n')
  const { code } = error as NodeJS.ErrnoException
  if (code !== 'ERR_DLOPEN_FAILED') return { reason: 'unbuilt', detail }
  // glibc's `dl-version.c`: "/lib/libc.so.6: version `GLIBC_2.38' not found (required by …)"
  const libc = /version `(\w+_[\d.]+)' not found/.exec(detail)?.[1]
  return libc === undefined
    ? { reason: 'foreign', detail }
    : { reason: 'old-libc', detail: libc.replace('_', ' ') }
}

/**
 * The driver that is built on better-sqlite3, or why there is none. Its own `engines` are asked before it is loaded: version 13 may end
 * a process of Node 20. `require`: what finds it.
 */
export const betterSqlite3Driver = (
  require: NodeJS.Require = createRequire(import.meta.url),
  nodeVersion = process.versions.node,
): Driver | Unusable => {
  let manifest: string
  try {
    manifest = require.resolve('better-sqlite3/package.json')
  } catch {
    return { reason: 'absent', version: '', folder: '', detail: '' }
  }
  const { version, engines } = JSON.parse(readFileSync(manifest, 'utf8')) as Manifest
  const found = { version, folder: dirname(manifest) }
  const range = engines?.node ?? '*'
  if (!satisfies(nodeVersion, range, { includePrerelease: true }))
    return { ...found, reason: 'unfit', detail: range }
  try {
    const Sqlite = require('better-sqlite3') as typeof BetterSqlite3
    const open = (file: string, fileMustExist: boolean): Database =>
      pinned(new Sqlite(file, { timeout: 0, fileMustExist }) as unknown as Database)
    // the compiled part is loaded with the first database
    open(':memory:', false).close()
    return { name: 'better-sqlite3', open: (file) => open(file, true) }
  } catch (error) {
    return { ...found, ...loadFailure(error) }
  }
}
