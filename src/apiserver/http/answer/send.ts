/** Sends the answer of a handler, or of a refused request, through Fastify's reply. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { recordAnswer } from '../filters/audit.ts'
import type { Arrival, Call, Refused } from '../call.ts'
import { hasGone } from '../limits/owner.ts'
import { observed } from '../observe.ts'
import type { Handle } from '../routes.ts'
import { type Answer, isStream } from './answer.ts'
import { compressed, isWorthPacking } from './compress.ts'
import { inPieces, PIECE_BYTES } from './pieces.ts'
import { beginStream } from './streams.ts'
import { warningHeaders } from './warnings.ts'

/**
 * A request counts as in flight until its answer is written. If the answer is larger than this, the
 * request counts until the client has read the answer.
 */
export const SMALL_ANSWER_BYTES = 64 * 1024

/** Handles a request whose body has been read. Rejects with the errors of the handler. */
export const respond = async (call: Call, handle: Handle): Promise<void> => {
  const { request, response, upload, cluster } = call
  // over HTTP/2, a truncated body looks complete
  if (hasGone(request)) return
  if (upload !== undefined) await upload.arrived()
  // the request may have timed out
  if (response.headersSent) return
  try {
    const outcome = await observed(call, () => cluster.work.run(call, () => handle(call)))
    if (isStream(outcome)) beginStream(call, outcome)
    else send(call, outcome)
  } catch (error) {
    // the client has gone, or was told of the timeout
    if (!call.gone.isAborted) throw error
  }
}

/** Hands the answer to Fastify, unless another one, such as that of a timeout, was sent. */
export const send = (call: Arrival, answer: Answer): void => {
  if (call.answer !== undefined || call.response.headersSent) return
  const { reply } = call
  const { code, contentType, body, headers = {} } = answer
  call.answer = answer
  reply.code(code).headers(headers)
  if (contentType !== '') reply.header('content-type', contentType)
  // Fastify would add a content type to an empty body
  reply.send(contentType === '' && body.length === 0 ? undefined : body)
}

/**
 * Returns the memory that only this answer uses. All answers share documents such as OpenAPI, so
 * for a document, only the piece being sent counts.
 */
const unsharedBytes = ({ info }: Refused, { length }: Buffer): number =>
  info?.resourceRequest === true ? length : Math.min(length, PIECE_BYTES)

/** A hook `onSend`. `done` with a payload replaces the payload. */
type SendHook = (
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  done: (error?: Error | null, payload?: unknown) => void,
) => void

/** Waits until there is memory for the answer. */
export const holdAnswer: SendHook = ({ call }, _reply, payload, done) => {
  const { room, upload }: Refused = call
  if (room === undefined || !Buffer.isBuffer(payload)) return done()
  const waiting = room.take(unsharedBytes(call, payload))
  if (waiting === undefined) {
    upload?.leave()
    return done()
  }
  void waiting.then(() => {
    upload?.leave()
    done()
  })
}

export const auditAnswer: SendHook = ({ call }, _reply, _payload, done) => {
  const { audit, answer, cluster }: Refused = call
  if (audit !== undefined && answer !== undefined) recordAnswer(audit, answer, cluster.schemas)
  done()
}

export const compress: SendHook = ({ call }, reply, payload, done) => {
  const { answer, headers, room }: Refused = call
  const isWorthIt =
    answer?.unpacked === undefined &&
    Buffer.isBuffer(payload) &&
    reply.statusCode < 400 &&
    isWorthPacking(payload.length, headers['accept-encoding'])
  if (answer === undefined || !isWorthIt) return done()
  compressed(answer).then((packed) => {
    void room?.take(unsharedBytes(call, packed.body))
    reply.headers(packed.headers ?? {})
    done(null, packed.body)
  }, done)
}

/** Adds warnings and the length, and cuts a large body into pieces. */
export const finish: SendHook = ({ call }, reply, payload, done) => {
  const { warnings, cluster, user, leave }: Refused = call
  if (warnings.size > 0) reply.header('warning', warningHeaders([...warnings]))
  if (!Buffer.isBuffer(payload)) return done()
  if (payload.length <= SMALL_ANSWER_BYTES) leave?.()
  if (payload.length <= PIECE_BYTES) return done()
  reply.header('content-length', payload.length)
  const caller = user && { user }
  done(
    null,
    inPieces(payload, () => cluster.turns.next(caller)),
  )
}
