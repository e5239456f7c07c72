import type { Arrival, Received } from '../call.ts'
import { ownerOf, hasGone } from '../limits/owner.ts'
import { parseRequestInfo } from '../request-info.ts'
import { headProblem } from '../wire/head.ts'
import { timeoutOf } from './timeout.ts'

/**
 * Delays the request while other users' requests are refused or admitted. A request whose client
 * has gone meanwhile goes no further.
 */
export const takeTurns = (call: Arrival): Promise<void> | undefined =>
  call.cluster.admissions
    .next(ownerOf(call.request))
    ?.then(() => (hasGone(call.request) ? new Promise<void>(() => undefined) : undefined))

/**
 * Reads the request's head (`WithRequestInfo`, `WithAuditInit`, `WithCacheControl`,
 * `WithRequestDeadline`). An unreadable request gets no audit ID, since Go's server answers it
 * before any filter. Throws MalformedRequest, and 400 for an invalid `?timeout=`.
 */
export const receive = (call: Arrival): Received => {
  const problem = headProblem(call.request)
  if (problem !== undefined) throw problem
  const info = parseRequestInfo(call.method, call.url)
  call.reply.header('audit-id', call.auditID).header('cache-control', 'no-cache, private')
  return { info, timeoutMs: timeoutOf(info, call.cluster.requestTimeoutMs) }
}
