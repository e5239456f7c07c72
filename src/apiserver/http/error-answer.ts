import { goQuote } from '../../apimachinery/text/quote.ts'
import {
  badRequest,
  methodNotAllowed,
  plainError,
  requestEntityTooLarge,
  StatusError,
} from '../../apimachinery/status.ts'
import { CutConnection } from '../extensions.ts'
import { ImpersonationError } from './filters/impersonation/legacy.ts'
import { escapeHtml } from '../authz/forbidden.ts'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { Answer } from './answer/answer.ts'
import { send, SMALL_ANSWER_BYTES } from './answer/send.ts'
import { unknownFormat } from './body/body.ts'
import { type ServedCluster, clusterOf } from './cluster.ts'
import { hintsOnError } from './hints.ts'
import { BODY_LIMIT } from './limits/uploads.ts'
import { disconnect, resetStream } from './wire/cut.ts'
import { endWithAnswer } from './wire/connections.ts'
import { limitReading } from './wire/unread.ts'
import { Arrival, type Refused } from './call.ts'
import { answer } from './answer/form.ts'
import {
  type AnswerShape,
  type Negotiated,
  negotiate,
  PageNotAcceptable,
  wantsPretty,
} from './answer/negotiate.ts'
import { renderDocument } from './answer/representation.ts'
import { metaSchema } from './served.ts'
import { MalformedRequest, textAnswer, TextError } from './answer/text.ts'

const NO_QUERY = new URLSearchParams()

type FailedCall = Pick<Refused, 'headers' | 'info' | 'user' | 'url'> & {
  readonly cluster: Pick<ServedCluster, 'schemas'>
}

export const INTERNAL_ERROR = 'an internal error occurred; see the log of the server'

/** Clients that accept no supported form get indented JSON. */
const negotiated = (accept: string | undefined, shape: AnswerShape): Negotiated => {
  try {
    return negotiate(accept, shape)
  } catch {
    return { mediaType: 'application/json', as: undefined, pretty: true }
  }
}

/** An error of an unknown class is a bug: `report` gets it, and the client gets a 500. */
export const errorAnswer = (
  error: unknown,
  { headers, info, user, url, cluster }: FailedCall,
  report: (bug: unknown) => void,
): Answer => {
  if (error instanceof TextError) return error.answer
  if (error instanceof ImpersonationError) {
    const message = `Internal Server Error: ${goQuote(url)}: ${error.message}`
    return textAnswer(500, `${escapeHtml(message)}\n`)
  }
  const isBug = !(error instanceof StatusError)
  if (isBug) report(error)
  const { status, code } = isBug ? plainError(INTERNAL_ERROR) : error
  const retryAfter = status.details?.retryAfterSeconds ?? 0
  const shape = error instanceof PageNotAcceptable ? 'page' : 'plain'
  const chosen = negotiated(headers.accept, shape)
  const query = (user && info?.query) ?? NO_QUERY
  const form = { ...chosen, pretty: wantsPretty(query, headers['user-agent'], chosen) }
  return {
    ...answer(code, form, renderDocument(metaSchema(cluster.schemas, 'Status'), status, form)),
    headers: retryAfter > 0 ? { 'retry-after': String(retryAfter) } : {},
  }
}

/** Converts the errors of Fastify's body parser; other errors are bugs. */
const statusOf = (error: Error & Partial<FastifyError>): Error => {
  if (error instanceof StatusError || error instanceof TextError) return error
  const { code, statusCode = 500 } = error
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return requestEntityTooLarge(`Request entity too large: limit is ${BODY_LIMIT}`)
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return unknownFormat()
  return statusCode >= 400 && statusCode < 500 ? badRequest(error.message) : error
}

/** Answers every error of a stage or a handler: the only place that writes a Status for one. */
export const refuse = (
  error: Error & Partial<FastifyError>,
  request: FastifyRequest,
  reply: FastifyReply,
): void => {
  // Fastify runs no hook for a method that Node's parser does not know (HTTP/2 allows any)
  if (error.code === 'FST_ERR_NOT_FOUND') {
    request.call = new Arrival(clusterOf(request.raw), request, reply)
    return send(
      request.call,
      errorAnswer(methodNotAllowed(), request.call, () => undefined),
    )
  }
  const { call } = request
  const { response, audit, cluster }: Refused = call
  if (error instanceof CutConnection) return disconnect(response)
  if (error instanceof MalformedRequest && resetStream(response)) return
  const report = (bug: unknown): void => {
    cluster.log?.error({ err: bug, auditID: call.auditID })
    audit?.panicked(bug)
  }
  if (response.headersSent) return report(error)
  try {
    const known = statusOf(error)
    // the client may still be sending the body
    if (known !== error) endWithAnswer(response)
    const answer = errorAnswer(known, call, report)
    if (known instanceof StatusError) audit?.failed(known.status)
    hintsOnError(call, known).forEach(call.warn)
    if (answer.body.length <= SMALL_ANSWER_BYTES) limitReading(response, cluster.realTime)
    send(call, answer)
  } catch (bug) {
    report(bug)
    disconnect(response)
  }
}

/** Answers a path that Fastify's router cannot decode, as Go's server does: before any filter. */
export const refuseUnreadable = (
  _error: FastifyError,
  _request: FastifyRequest,
  reply: FastifyReply,
): void => {
  if (resetStream(reply.raw)) return
  const { code, contentType, body, headers = {} } = new MalformedRequest().answer
  reply.code(code).headers(headers).header('content-type', contentType).send(body)
}
