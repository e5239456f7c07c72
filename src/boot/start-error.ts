import { StatusError } from '../api/status.ts'
import { unwritable } from '../store/open.ts'
import { StoreError } from '../store/store.ts'

/** A disk that refuses the first writes of a start, in the words of one that cannot be opened; other errors as they are. */
export const startError = (error: unknown, path: string): unknown => {
  const cause = error instanceof StatusError ? error.cause : error
  return cause instanceof StoreError && cause.code === 'unavailable'
    ? unwritable(path, cause)
    : error
}
