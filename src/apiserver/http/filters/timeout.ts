/** Time limits of requests (`k8s.io/apiserver/pkg/server/filters/timeout.go`). */
import { parseGoDuration } from '../../../apimachinery/duration.ts'
import { badRequest } from '../../../apimachinery/status.ts'
import { TextError } from '../answer/text.ts'
import type { Arrival, Received } from '../call.ts'
import type { RequestInfo } from '../request-info.ts'
import { cutOff } from '../wire/pipelined.ts'
import { cutUnread, READING_MS } from '../wire/unread.ts'

/**
 * Returns `?timeout=` in milliseconds; `maximumMs` if it is missing, longer or not positive;
 * Infinity for a watch. Throws 400 if it is not a duration.
 */
export const timeoutOf = ({ verb, query }: RequestInfo, maximumMs: number): number => {
  if (verb === 'watch') return Infinity
  const text = query.get('timeout') ?? ''
  if (text === '') return maximumMs
  let asked: number
  try {
    asked = parseGoDuration(text) * 1000
  } catch (error) {
    throw badRequest(`invalid timeout specified in the request URL - ${(error as Error).message}`)
  }
  return asked > 0 && asked < maximumMs ? asked : maximumMs
}

/**
 * Refuses the request at its time limit (`WithTimeoutForNonLongRunningRequests`), or cuts an answer
 * that has begun but is not fully sent.
 */
export const limitTime = (call: Arrival & Received): void => {
  const { cluster, response, timeoutMs } = call
  if (timeoutMs === Infinity) return
  const clock = cluster.realTime
  const giveUp = (): void => {
    if (call.answer !== undefined || response.headersSent) return cutUnread(response)
    call.gone.abort()
    forgetBody(call)
    call.reply.send(requestTimedOut())
    call.atEnd(clock.after(READING_MS, () => cutOff(response)))
  }
  call.atEnd(clock.after(timeoutMs, giveUp))
}

/**
 * Closes the connection or HTTP/2 stream after the answer, since the request body is not read to
 * its end.
 */
const forgetBody = ({ request, reply }: Arrival): void => {
  if ('stream' in request) {
    const { stream } = request
    stream.once('finish', () => stream.close())
  } else reply.header('connection', 'close')
}

/** kube-apiserver's filter writes this Status without kind and content type. */
export const requestTimedOut = (): TextError => {
  const message = 'Timeout: request did not complete within the allotted timeout'
  const status = { status: 'Failure', message, reason: 'Timeout', details: {}, code: 504 }
  return new TextError(504, `${JSON.stringify({ metadata: {}, ...status })}\n`, {})
}
