import type { Done } from './messages.ts'

/**
 * The memory that goes over with what has been done, in the place of a copy, which would hold the other side up: that of an answer,
 * which is made for one request.
 */
export const movedWith = (done: Done): ArrayBuffer[] => {
  if (!('answered' in done)) return []
  const { buffer, byteLength } = done.answered.answer.body
  // small ones share theirs with others
  return byteLength === buffer.byteLength ? [buffer as ArrayBuffer] : []
}
