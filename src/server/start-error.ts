import { StatusError } from '../apimachinery/status.ts'
import { UndecodableError } from '../apiserver/registry/object-cache.ts'
import { OpenError, unwritable } from '../storage/open.ts'
import { sqliteCode } from '../storage/sqlite/driver.ts'
import { StoreError } from '../storage/store.ts'
import { stateFile, type StateOptions } from './state.ts'

/** Turns errors of unusable storage into OpenErrors; returns other errors unchanged. */
export const startError = (error: unknown, options: StateOptions): unknown => {
  const path = stateFile(options)
  if (error instanceof UndecodableError) {
    const remedy = 'restore a backup, or start over with --recreate'
    return new OpenError('damaged', path, `${path}: ${error.message}; ${remedy}`, { cause: error })
  }
  const cause = error instanceof StatusError ? error.cause : error
  if (cause instanceof StoreError && cause.code === 'full')
    return new OpenError('unwritable', path, cause.message, { cause: error })
  if (!(cause instanceof StoreError) || cause.code !== 'unavailable') return error
  return sqliteCode(cause.cause) === undefined
    ? new OpenError('unwritable', path, cause.message, { cause: error })
    : unwritable(path, cause)
}
