import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  statSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'
import { pid } from 'node:process'
import { makeFolder } from './folder.ts'
import { schemaVersion } from './migrate.ts'
import { type Database, type Driver, sqliteCode } from './sqlite/driver.ts'
import { DriverError, sqlite } from './sqlite/load.ts'
import { StoreError } from './store.ts'

type OpenErrorKind =
  | 'locked' // another process has it open
  | 'unwritable' // the folder or the file cannot be written
  | 'damaged' // corrupt, or no data file of ours
  | 'newer' // written by a later version of this program
  | 'missing' // not there, where it is not to be made
  | 'sealed' // its private keys are encrypted, and the passphrase is missing or wrong
  | 'no-sqlite' // this Node has no SQLite that could read it
  | 'unreachable' // etcd does not answer
  | 'unfit' // etcd is too old
  | 'foreign' // another program has its keys there

/** Why a data file cannot be used, in a sentence that says what to do. The file is as it was. */
export class OpenError extends Error {
  override readonly name = 'OpenError'
  readonly kind: OpenErrorKind
  readonly path: string
  constructor(kind: OpenErrorKind, path: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
    this.path = path
  }
}

/** "csrl", as in the first migration. */
const APPLICATION_ID = 0x6373726c

/** A process that is just ending has let go of its file after a few of these. */
const LOCK_ATTEMPTS = 8

/**
 * Milliseconds between attempts. Of two processes that start together, neither may get the lock
 * while both ask: they pause for different times.
 */
const LOCK_PAUSE = 15 + ((pid * 7) % 23)

/** Current objects are in memory, so SQLite needs pages for writing only, in KiB. */
const PAGE_CACHE = 4096

/**
 * The WAL is cut back to this after a large transaction, in bytes; a checkpoint comes every 4 MB.
 */
const WAL_LIMIT = 8 * 1024 * 1024

/** A data file that this process has open. */
interface OpenedFile {
  readonly db: Database
  /**
   * Whether the opened file is still at its path. If its folder was deleted, another process may
   * have made a new one.
   */
  readonly isInPlace: () => boolean
}

/**
 * Opens a data file for this process alone, or makes an empty one (0600, in a folder that is made
 * 0700). `known`: the newest schema version this program has. Throws OpenError; the schema may
 * still have to be migrated.
 */
export const openDatabase = (path: string, known: number): OpenedFile => {
  const file = resolve(path)
  const driver = driverFor(file)
  prepare(file)
  assertWritable(file)
  return guarded(driver, file, known, (db) => {
    makePrivate(file)
    // Asked only now: it would change a file that is not ours.
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    db.pragma(`journal_size_limit = ${WAL_LIMIT}`)
    db.pragma(`cache_size = -${PAGE_CACHE}`)
    // About 0.5 ms per MB, and the only way to hear of a damaged page before it is needed.
    const fault = db.pragma('quick_check(1)', { simple: true })
    if (fault !== 'ok') throw damaged(file, String(fault).replace(/^\*.*\n/, ''))
  })
}

/**
 * Opens a data file that is there, for this process alone, to look at its content or copy it.
 * Throws OpenError.
 */
export const openExisting = (path: string, known: number): Database => {
  const file = resolve(path)
  const driver = driverFor(file)
  if (!existsSync(file)) throw new OpenError('missing', file, `there is no data file ${file}`)
  assertWritable(file)
  return guarded(driver, file, known, (db) => void db.pragma('query_only = ON')).db
}

/** Asked first of all, so that nothing is made where nothing can be opened. */
const driverFor = (file: string): Driver => {
  try {
    return sqlite()
  } catch (error) {
    throw translate(file, error)
  }
}

/** Makes the folder and the file where they are missing. */
const prepare = (file: string): void => {
  try {
    makeFolder(dirname(file))
    // A file that is there must not be opened here: closing it would drop the locks that this process may hold on it.
    closeSync(openSync(file, 'wx', 0o600))
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw unwritable(file, error)
  }
}

/**
 * A copy that was put here may be open to others. What SQLite makes beside it takes over its mode.
 */
const makePrivate = (file: string): void => {
  for (const path of [file, `${file}-wal`]) {
    const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0
    if ((mode & 0o077) !== 0) chmodSync(path, 0o600)
  }
}

/** SQLite would quietly fall back to reading, and makes its own files next to this one. */
const assertWritable = (file: string): void => {
  try {
    accessSync(file, constants.R_OK | constants.W_OK)
    accessSync(dirname(file), constants.W_OK | constants.X_OK)
  } catch (error) {
    throw unwritable(file, error)
  }
}

/** Device and inode of the file at a path; undefined if there is none. */
const identityOf = (path: string): string | undefined => {
  const found = statSync(path, { throwIfNoEntry: false })
  return found && `${found.dev} ${found.ino}`
}

/**
 * Opens and locks a file, does `task`, and turns what goes wrong into an OpenError with the file
 * closed. Blocks while another process has the lock. A file that was deleted before it was locked
 * is refused: two processes would have a lock each.
 */
const guarded = (
  driver: Driver,
  file: string,
  known: number,
  task: (db: Database) => void,
): OpenedFile => {
  for (let attempts = LOCK_ATTEMPTS; ; attempts--) {
    let db: Database | undefined
    try {
      const identity = identityOf(file)
      const isInPlace = (): boolean => identityOf(file) === identity
      db = driver.open(file)
      assertUsable(db, file, known)
      if (!isInPlace()) {
        const message = `${file} was deleted while it was opened: start again`
        throw new OpenError('unwritable', file, message)
      }
      task(db)
      return { db, isInPlace }
    } catch (cause) {
      db?.close()
      const error = translate(file, cause)
      const locked = error instanceof OpenError && error.kind === 'locked'
      if (!locked || attempts === 1) throw error
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOCK_PAUSE)
  }
}

const assertUsable = (db: Database, file: string, known: number): void => {
  // Taken with the first read and kept: revisions assume one process, and no shared memory is needed for the WAL.
  db.pragma('locking_mode = EXCLUSIVE')
  const version = schemaVersion(db)
  const id = db.pragma('application_id', { simple: true })
  const empty = db.prepare<[], number>('SELECT count(*) FROM sqlite_schema').pluck().get() === 0
  if (!empty && id !== APPLICATION_ID) throw damaged(file, 'it belongs to another program')
  if (version > known) {
    const schema = `its schema is version ${version}, this program knows ${known}`
    const message = `${file} was written by a newer csrlab (${schema}): use that one, or another data file`
    throw new OpenError('newer', file, message)
  }
}

/**
 * Turns an error of SQLite or the system about a data file into an OpenError; returns others as
 * they are.
 */
export const translate = (file: string, error: unknown): unknown => {
  if (error instanceof DriverError)
    return new OpenError('no-sqlite', file, `cannot open ${file}: ${error.message}`, {
      cause: error,
    })
  const code = sqliteCode(error) ?? ''
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) {
    const message = `${file} is in use by another process: stop it, or use another data file`
    return new OpenError('locked', file, message, { cause: error })
  }
  if (/^SQLITE_(NOTADB|CORRUPT)/.test(code)) return damaged(file, reasonOf(error), error)
  if (/^SQLITE_(CANTOPEN|READONLY|PERM|FULL|IOERR)/.test(code)) return unwritable(file, error)
  return error
}

const damaged = (file: string, reason: string, cause?: unknown): OpenError => {
  const message = `${file} is no sound csrlab data file (${reason}): restore a backup, or move it away to start anew`
  return new OpenError('damaged', file, message, { cause })
}

/**
 * The error for a data file that cannot be written: one sentence for each cause, with the way out.
 */
export const unwritable = (file: string, cause: unknown): OpenError => {
  const reason = reasonOf(cause)
  const message = `cannot write ${file} (${reason}): ${remedyFor(reason)}`
  return new OpenError('unwritable', file, message, { cause })
}

const remedyFor = (reason: string): string => {
  const elsewhere = 'choose another folder with --data-dir'
  if (/ENOTDIR|EEXIST/.test(reason)) return `a file is in the place of its folder; ${elsewhere}`
  if (/ENOSPC|full/.test(reason)) return `the disk is full; make room, or ${elsewhere}`
  if (/EACCES|EPERM|EROFS|readonly/.test(reason))
    return `the file or its folder is not writable; change its permissions, or ${elsewhere}`
  return elsewhere
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined

const reasonOf = (error: unknown): string => {
  const cause = error instanceof StoreError ? error.cause : error
  if (cause instanceof Error && sqliteCode(cause) !== undefined) return cause.message
  return String(codeOf(error) ?? error)
}
