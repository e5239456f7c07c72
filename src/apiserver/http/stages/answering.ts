/** The last stage of a request: its answer, stream or refusal. */
import type { FastifyBaseLogger, FastifyReply } from 'fastify'
import { StatusError } from '../../../apimachinery/status.ts'
import { compressed, isCompressible } from '../answer/compress.ts'
import { PIECE_BYTES } from '../answer/pieces.ts'
import { sendAnswer } from '../answer/send.ts'
import { warningHeaders } from '../answer/warnings.ts'
import type { Answer, StreamAnswer } from '../call.ts'
import { errorAnswer } from '../error-answer.ts'
import type { Allowance } from '../gate/allowance.ts'
import { recordAnswer } from '../gate/audit.ts'
import { type RequestBounds, SMALL_ANSWER_BYTES } from '../gate/bounds.ts'
import { hintsOnError } from '../hints.ts'
import { MalformedUrl } from '../request-info.ts'
import { disconnect, resetStream } from '../wire/cut.ts'
import { Streams } from '../wire/streams.ts'
import type { Exchange } from './exchange.ts'

/** Returns the bytes that an answer does not share with others: documents are the same for all. */
const unsharedBytes = ({ info }: Exchange, { body }: Answer): number =>
  info.isResourceRequest ? body.length : Math.min(body.length, PIECE_BYTES)

const NO_QUERY = new URLSearchParams()

interface AnsweringParts {
  readonly bounds: RequestBounds
  readonly allowance?: Allowance | undefined
  /** undefined: nothing is logged */
  readonly log: FastifyBaseLogger | undefined
}

export class Answering {
  readonly streams = new Streams()
  readonly #bounds: RequestBounds
  readonly #allowance: Allowance | undefined
  readonly #log: FastifyBaseLogger | undefined

  constructor({ bounds, allowance, log }: AnsweringParts) {
    this.#bounds = bounds
    this.#allowance = allowance
    this.#log = log
  }

  cut({ reply }: Exchange): FastifyReply {
    reply.hijack()
    disconnect(reply.raw)
    return reply
  }

  async answer(exchange: Exchange, answer: Answer): Promise<FastifyReply> {
    const { audit, room, services, headers } = exchange
    const waiting = room.take(unsharedBytes(exchange, answer))
    if (waiting !== undefined) await waiting
    if (audit !== undefined) recordAnswer(audit, answer, services.schemas)
    const packed = isCompressible(answer, headers['accept-encoding'])
      ? await compressed(answer)
      : answer
    // packed, the answer is smaller; now nobody waits
    void room.take(unsharedBytes(exchange, packed))
    return this.#send(exchange, packed, exchange.warnings)
  }

  #send(exchange: Exchange, answer: Answer, warnings: ReadonlySet<string>): FastifyReply {
    const { services, isIdentified } = exchange
    const reply = sendAnswer(exchange.reply, answer, warnings, () =>
      services.turns.next(isIdentified ? exchange : undefined),
    )
    // a client that does not read a small answer holds up nothing but its own connection
    if (answer.body.length <= SMALL_ANSWER_BYTES) exchange.leavePlace?.()
    return reply
  }

  stream(exchange: Exchange, answer: StreamAnswer): FastifyReply {
    const { request, reply, gone, audit, warnings } = exchange
    this.#allowance?.beginStream(this.streams.running)
    if (warnings.size > 0) reply.header('warning', warningHeaders([...warnings]))
    this.streams.begin(request, reply, answer, gone, audit)
    return reply
  }

  /** Answers whatever went wrong at any stage. */
  fail(exchange: Exchange, error: unknown): FastifyReply {
    const { reply } = exchange
    if (error instanceof MalformedUrl && resetStream(reply.raw)) return reply.hijack()
    return this.refuse(exchange, this.failure(exchange, error), error)
  }

  failure(exchange: Exchange, error: unknown): Answer {
    const { request, headers, info, isIdentified, services, audit } = exchange
    const failed = {
      headers,
      query: isIdentified ? info.query : NO_QUERY,
      url: request.originalUrl,
      schemas: services.schemas,
    }
    const answer = errorAnswer(error, failed, (bug) => {
      // requests of hosted servers have their carrier's, which does not say whose they are
      ;(this.#log?.child({ reqId: request.id }) ?? request.log).error(bug)
      audit?.panicked(bug)
    })
    if (error instanceof StatusError) audit?.failed(error.status)
    if (audit !== undefined) recordAnswer(audit, answer, failed.schemas)
    return answer
  }

  refuse(exchange: Exchange, answer: Answer, error: unknown): FastifyReply {
    const hints = hintsOnError(exchange.services, exchange, error)
    if (answer.body.length <= SMALL_ANSWER_BYTES) this.#bounds.limitReading(exchange.reply.raw)
    return this.#send(exchange, answer, new Set([...exchange.warnings, ...hints]))
  }
}
