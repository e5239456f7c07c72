import type { Done } from './messages.ts'

/** To copy fewer bytes takes no time, and small ones share their memory with others. */
const LARGE_BYTES = 64 * 1024

/**
 * The memory that goes over with what has been done, in the place of a copy, which would hold the other side up: that of an answer,
 * which is made for one request.
 */
export const movedWith = (done: Done): ArrayBuffer[] => {
  if (!('answered' in done)) return []
  const { buffer, byteLength } = done.answered.answer.body
  return byteLength >= LARGE_BYTES && byteLength === buffer.byteLength
    ? [buffer as ArrayBuffer]
    : []
}
