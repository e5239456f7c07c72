import type { GroupResource } from '../../apimachinery/meta.ts'
import { omitEmpty } from '../../apimachinery/omit-empty.ts'
import {
  alreadyExists,
  expired,
  insufficientStorage,
  internalError,
  serviceUnavailable,
  StatusError,
  timeout,
} from '../../apimachinery/status.ts'
import { StoreError } from '../../storage/store.ts'

/**
 * Returns the Status for a failed write of `name`, with the StoreError as its cause. Returns other
 * errors unchanged, and also the StoreError `conflict`, after which the write is repeated.
 */
export const writeError = (error: unknown, resource: GroupResource, name: string): unknown => {
  if (!(error instanceof StoreError)) return error
  const status = statusOf(error, resource, name)
  if (status instanceof StatusError) status.cause = error
  return status
}

const statusOf = (error: StoreError, resource: GroupResource, name: string): unknown => {
  switch (error.code) {
    case 'exists':
      return alreadyExists(resource, name)
    case 'unavailable':
      return internalError(error.message)
    case 'full':
      return insufficientStorage(error.message)
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

export const storeUnreachable = (error: StoreError): StatusError =>
  serviceUnavailable(error.message, { retryAfterSeconds: 1 })

/** `retryAfterSeconds`: 1 from a watch cache, undefined from etcd. */
export const tooLargeResourceVersion = (
  asked: number,
  current: number,
  retryAfterSeconds?: number,
): StatusError =>
  timeout(`Too large resource version: ${asked}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    ...omitEmpty({ retryAfterSeconds }),
  })

/** The error for a watch at revision `asked`, when history starts at `oldest`. */
export const tooOldForWatch = (asked: number, oldest: number): StatusError =>
  expired(`too old resource version: ${asked} (${oldest})`)
