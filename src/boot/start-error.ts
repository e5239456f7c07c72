import { StatusError } from '../api/status.ts'
import { UndecodableError } from '../registry/undecodable.ts'
import { OpenError, unwritable } from '../store/open.ts'
import { StoreError } from '../store/store.ts'

/**
 * A disk that refuses the first writes of a start, in the words of one that cannot be opened; a row that is no object, with what to
 * do about it; other errors as they are.
 */
export const startError = (error: unknown, path: string): unknown => {
  if (error instanceof UndecodableError) {
    const remedy = 'look at the whole file with csrlab check, and restore a backup'
    return new OpenError('damaged', path, `${path}: ${error.message}; ${remedy}`, { cause: error })
  }
  const cause = error instanceof StatusError ? error.cause : error
  return cause instanceof StoreError && cause.code === 'unavailable'
    ? unwritable(path, cause)
    : error
}
