import { requestEntityTooLarge, type StatusError } from '../api/status.ts'

/** 413 for a request whose object the thread has no memory for. */
export const tooLarge = (): StatusError =>
  requestEntityTooLarge(
    'Request entity too large: working on this object takes more memory than there is for one request',
  )
