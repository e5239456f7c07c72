import type { FastifyReply } from 'fastify'
import type { Answer } from '../call.ts'
import { inPieces, isSentInPieces } from './pieces.ts'
import { warningHeaders } from './warnings.ts'

/** Hands an answer to Fastify; nothing when there is one already. A large one waits for a `turn` with each of its pieces. */
export const sendAnswer = (
  reply: FastifyReply,
  { code, contentType, body, headers }: Answer,
  warnings: ReadonlySet<string>,
  turn: () => Promise<void>,
): FastifyReply => {
  // its time was over, and it has been told so
  if (reply.sent) return reply
  reply.code(code)
  if (contentType !== '') reply.header('content-type', contentType)
  if (headers !== undefined) reply.headers(headers)
  if (warnings.size > 0) reply.header('warning', warningHeaders([...warnings]))
  // Fastify would name a type
  if (contentType === '' && body.length === 0) return reply.send()
  if (!isSentInPieces(body)) return reply.send(body)
  return reply.header('content-length', body.length).send(inPieces(body, turn))
}
