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
import { codeOf, makeFolder } from './folder.ts'
import { migrate, readMigrations, schemaVersion, shippedMigrations } from './migrate.ts'
import { type Database, type Driver, sqliteCode } from './sqlite/driver.ts'
import { DriverError, sqlite } from './sqlite/load.ts'
import { StoreError } from './store.ts'
import type { Values } from './values.ts'

type OpenErrorKind =
  | 'locked' // another process has the file open
  | 'unwritable' // the folder or file cannot be written
  | 'damaged' // corrupt, or not written by csrlab
  | 'newer' // written by a newer csrlab
  | 'missing' // the file does not exist
  | 'sealed' // private keys are encrypted, and the passphrase is missing or wrong
  | 'no-sqlite' // this Node has no SQLite
  | 'unreachable' // etcd does not answer
  | 'unfit' // etcd is too old
  | 'foreign' // etcd holds a kube-apiserver's data

/** Error for an unusable data file or etcd, with the remedy. */
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

/** Attempts to lock the file, enough for an exiting process to release it. */
const LOCK_ATTEMPTS = 8

/** Milliseconds; differs per process, so that starting processes do not block each other. */
const LOCK_PAUSE = 15 + ((pid * 7) % 23)

/** KiB; pages are mainly for writes, since objects are in memory */
const PAGE_CACHE = 4096

/** Bytes that the WAL keeps after a large transaction. */
const WAL_LIMIT = 8 * 1024 * 1024

interface Schema {
  readonly kind?: 'clusters'
  readonly values?: Values | undefined
}

/** `isInPlace` returns false once the file was deleted or replaced. */
type Use<T> = (db: Database, isInPlace: () => boolean) => T

/**
 * Opens a data file exclusively, or creates it (0600, folder 0700), migrates it, and returns the
 * result of `use`. Throws OpenError, with the file closed.
 */
export const openDatabase = <T>(path: string, { kind, values }: Schema, use: Use<T>): T => {
  const migrations = readMigrations(shippedMigrations(kind))
  const file = resolve(path)
  const driver = driverFor(file)
  prepare(file)
  assertWritable(file)
  return guarded(driver, file, migrations.length, (db, isInPlace) => {
    makePrivate(file)
    // only after the checks, because WAL mode would change another program's file
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    db.pragma(`journal_size_limit = ${WAL_LIMIT}`)
    db.pragma(`cache_size = -${PAGE_CACHE}`)
    // takes 0.5 ms per MB
    const fault = db.pragma('quick_check(1)', { simple: true })
    if (fault !== 'ok') throw damaged(file, String(fault).replace(/^\*.*\n/, ''))
    migrate(db, migrations, values)
    return use(db, isInPlace)
  })
}

/** Opens a data file exclusively, for reading, up to schema version `known`. Throws OpenError. */
export const openExisting = (path: string, known = readMigrations().length): Database => {
  const file = resolve(path)
  const driver = driverFor(file)
  if (!existsSync(file)) throw new OpenError('missing', file, `there is no data file ${file}`)
  assertWritable(file)
  return guarded(driver, file, known, (db) => {
    db.pragma('query_only = ON')
    return db
  })
}

/** Called before a file is created, so that a missing SQLite leaves no file. */
const driverFor = (file: string): Driver => {
  try {
    return sqlite()
  } catch (error) {
    throw translate(file, error)
  }
}

const prepare = (file: string): void => {
  try {
    makeFolder(dirname(file))
    // 'wx': closing an existing file would drop this process's locks on it
    closeSync(openSync(file, 'wx', 0o600))
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw unwritable(file, error)
  }
}

/** Copied files may be readable by others. */
const makePrivate = (file: string): void => {
  for (const path of [file, `${file}-wal`]) {
    const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0
    if ((mode & 0o077) !== 0) chmodSync(path, 0o600)
  }
}

/** SQLite opens an unwritable file without an error, and must create files in its folder. */
const assertWritable = (file: string): void => {
  try {
    accessSync(file, constants.R_OK | constants.W_OK)
    accessSync(dirname(file), constants.W_OK | constants.X_OK)
  } catch (error) {
    throw unwritable(file, error)
  }
}

const identityOf = (path: string): string | undefined => {
  const found = statSync(path, { throwIfNoEntry: false })
  return found && `${found.dev} ${found.ino}`
}

/**
 * Opens, locks and checks a file, then runs `use`. Waits briefly for the lock. Refuses a file that
 * was deleted meanwhile: another process could lock a new file of the same name.
 */
const guarded = <T>(driver: Driver, file: string, known: number, use: Use<T>): T => {
  for (let attempts = LOCK_ATTEMPTS; ; attempts--) {
    let db: Database | undefined
    try {
      const identity = identityOf(file)
      const isInPlace = (): boolean => identityOf(file) === identity
      db = driver.open(file)
      assertUsable(db, file, known)
      if (!isInPlace()) {
        const message = `${file} was deleted while csrlab was opening it: start again`
        throw new OpenError('unwritable', file, message)
      }
      return use(db, isInPlace)
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
  // only one process may assign revisions; the first read takes the lock
  db.pragma('locking_mode = EXCLUSIVE')
  const version = schemaVersion(db)
  const id = db.pragma('application_id', { simple: true })
  const empty = db.prepare<[], number>('SELECT count(*) FROM sqlite_schema').pluck().get() === 0
  if (!empty && id !== APPLICATION_ID) throw damaged(file, 'it belongs to another program')
  if (version > known) {
    const schema = `schema version ${version}; this program reads up to ${known}`
    const message = `${file} was written by a newer csrlab (${schema}): use that version, or another data file`
    throw new OpenError('newer', file, message)
  }
}

/** Turns errors of the driver and SQLite into OpenErrors. */
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
  const message = `${file} is not a valid csrlab data file (${reason}): restore a backup, or move it away to start over`
  return new OpenError('damaged', file, message, { cause })
}

export const unwritable = (file: string, cause: unknown): OpenError => {
  const reason = reasonOf(cause)
  const message = `cannot write ${file} (${reason}): ${remedyFor(reason)}`
  return new OpenError('unwritable', file, message, { cause })
}

const remedyFor = (reason: string): string => {
  const elsewhere = 'choose another folder with --data-dir'
  if (/ENOTDIR|EEXIST/.test(reason)) return `a file exists where its folder should be; ${elsewhere}`
  if (/ENOSPC|full/.test(reason)) return `the disk is full; free space, or ${elsewhere}`
  if (/EACCES|EPERM|EROFS|readonly/.test(reason))
    return `the file or its folder is not writable; change its permissions, or ${elsewhere}`
  return elsewhere
}

const reasonOf = (error: unknown): string => {
  const cause = error instanceof StoreError ? error.cause : error
  if (cause instanceof Error && sqliteCode(cause) !== undefined) return cause.message
  return codeOf(error) ?? String(error)
}
