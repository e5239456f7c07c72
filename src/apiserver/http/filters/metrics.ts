import type { Arrival, Received } from '../call.ts'

/** Counts the request as running, and at its end its answer (`WithRequestInfo`, `metrics`). */
export const measure = (call: Arrival & Received): void => {
  const { response, gone } = call
  const ended = call.cluster.metrics.begin(call.info, call.mediaType)
  call.atEnd(() => {
    ended(response.statusCode)
    if (call.answer === undefined) gone.abort()
  })
}
