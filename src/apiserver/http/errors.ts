/** Whatever was thrown, as a Status; the one place where errors meet the wire. */
import {
  StatusError,
  badRequest,
  plainError,
  requestEntityTooLarge,
} from '../../apimachinery/status.ts'

/** Request bodies: 3 MiB, as kube-apiserver's default. */
export const BODY_LIMIT = 3 * 1024 * 1024

/**
 * The StatusError for `error`. What is no StatusError is either one of the HTTP framework's, or a bug of ours: that one is
 * handed to `report` with its stack, and the client sees no more than a 500.
 */
export const asStatusError = (error: unknown, report: (error: unknown) => void): StatusError => {
  if (error instanceof StatusError) return error
  const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: unknown }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return requestEntityTooLarge(`Request entity too large: limit is ${BODY_LIMIT}`)
  }
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return badRequest(error instanceof Error ? error.message : 'bad request')
  }
  report(error)
  return plainError(
    'an internal error happened while this request was served; the log of the server has it',
  )
}
