import { StatusError, plainError } from '../../apimachinery/status.ts'

/** The longest request body: 3 MiB, kube-apiserver's default. */
export const BODY_LIMIT = 3 * 1024 * 1024

/**
 * Returns a StatusError for any error. Other errors are bugs: `report` gets them, and the client
 * sees no more than a 500.
 */
export const asStatusError = (error: unknown, report: (bug: unknown) => void): StatusError => {
  if (error instanceof StatusError) return error
  report(error)
  return plainError(
    'an internal error happened while this request was served; the log of the server has it',
  )
}
