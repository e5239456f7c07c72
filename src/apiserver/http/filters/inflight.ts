import type { Arrival, Counted, Identified, Received } from '../call.ts'

/** Counts the request as in flight (`WithMaxInFlightLimit`). Throws TooManyRequests. */
export const limitInflight = (call: Arrival & Received & Identified): Counted => {
  const leave = call.cluster.inflight.enter(call.info, call.user)
  call.atEnd(leave)
  return { leave }
}
