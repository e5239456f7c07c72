/** Store errors in the words of the API: the one place where they meet. */
import type { GroupResource } from '../api/meta.ts'
import {
  alreadyExists,
  conflict,
  expired,
  internalError,
  OPTIMISTIC_LOCK_TEXT,
  serviceUnavailable,
  StatusError,
  timeout,
} from '../api/status.ts'
import { StoreError } from '../store/store.ts'

/** How often another thing is given out in the place of one that another server was faster to give out. */
const ATTEMPTS = 10

/** Whether what was to be given out in the `attempt`th attempt, from 1 on, was taken meanwhile, and there may be another one. */
export const mayHaveAnother = (error: unknown, attempt: number): boolean =>
  error instanceof StoreError && error.code === 'taken' && attempt < ATTEMPTS

/**
 * What a client is told when a write of `name` failed in the store, which is then its cause; anything but a StoreError is passed through.
 */
export const writeError = (error: unknown, resource: GroupResource, name: string): unknown => {
  if (!(error instanceof StoreError)) return error
  const told = toldOf(error, resource, name)
  if (told instanceof StatusError) told.cause = error
  return told
}

/** Whether it is the store that has refused a write: it has looked at what there is. */
export const isOfStore = ({ cause }: StatusError): boolean => cause instanceof StoreError

const toldOf = (error: StoreError, resource: GroupResource, name: string): unknown => {
  switch (error.code) {
    case 'exists':
      return alreadyExists(resource, name)
    case 'conflict':
      return conflict(resource, name, OPTIMISTIC_LOCK_TEXT)
    case 'taken':
      return conflict(resource, name, error.message)
    case 'unavailable':
      return internalError(error.message, { cause: error })
    case 'unreachable':
      return storeUnreachable(error)
    case 'unknown':
      return timeout(error.message)
    case 'closed':
      return serviceUnavailable('the server is shutting down')
    default:
      return error
  }
}

/** What keeps the objects is not there just now: nothing was done. */
export const storeUnreachable = (error: StoreError): StatusError =>
  serviceUnavailable(error.message, { retryAfterSeconds: 1 })

/** `resourceVersion` is ahead of the server, and did not come within the three seconds that the real one waits. */
export const tooLargeResourceVersion = (asked: number, current: number): StatusError =>
  timeout(`Too large resource version: ${asked}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  })

export const tooOldForList = (): StatusError =>
  expired('The resourceVersion for the provided list is too old.')

/** Ends a watch whose history is gone: `asked` is where the client stood, `oldest` what is still kept. */
export const tooOldForWatch = (asked: number, oldest: number): StatusError =>
  expired(`too old resource version: ${asked} (${oldest})`)
