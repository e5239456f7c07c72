/** One request and its answer on their way through the stages. */
import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { UserInfo } from '../../../apimachinery/user.ts'
import type { AuditRecord } from '../../audit/record.ts'
import type { AnswerRoom, Call, Services } from '../call.ts'
import type { Taker } from '../gate/answers.ts'
import type { Upload } from '../gate/uploads.ts'
import type { RequestInfo } from '../request-info.ts'
import { atEndOf } from '../wire/answer-end.ts'
import { cutOff } from '../wire/pipelined.ts'
import { Abandonment } from './abandonment.ts'

/** The name of the property that holds the exchange; for Fastify's `decorateRequest`. */
export const EXCHANGE = 'exchange'
type Known = FastifyRequest & { [EXCHANGE]: Exchange }

/** Returns the exchange of a request that has begun. */
export const exchangeOf = (request: FastifyRequest): Exchange => (request as Known)[EXCHANGE]

/** Fastify's media type for every body: it would judge the type, and skip bodies of HTTP/2 without one. */
const OPAQUE = 'application/octet-stream'

const NOTHING = Buffer.alloc(0)

/** The stages fill it in; handlers see it as a {@link Call}. */
export class Exchange implements Call, Taker {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly services: Services
  readonly headers: IncomingHttpHeaders
  /** the client's, or a new one */
  readonly auditID: string
  /** the media type of the body, as the client says it */
  readonly contentType: string | undefined
  /** aborted when nobody waits for the answer any more */
  readonly gone = new Abandonment()
  readonly warnings = new Set<string>()
  /** undefined until the user is authenticated, and when the audit log does not want this request */
  audit: AuditRecord | undefined
  /** set once the head has been read */
  info!: RequestInfo
  /** whether {@link asker} and {@link user} are known */
  isIdentified = false
  /** the user who is authenticated */
  asker!: UserInfo
  /** after impersonation */
  user!: UserInfo
  /** set by {@link arrive} */
  room!: AnswerRoom
  body: Buffer = NOTHING
  /** whether there is an answer */
  answered = false
  /** the name of the fault that interfered with it */
  fault: string | undefined
  /** gives up the place among the requests that are being answered; undefined: it has none */
  leavePlace: (() => void) | undefined
  /** undefined: the body is small */
  upload: Upload | undefined
  readonly #endings: (() => void)[] = []
  #ended = false

  constructor(request: FastifyRequest, reply: FastifyReply, services: Services) {
    ;(request as Known)[EXCHANGE] = this
    this.request = request
    this.reply = reply
    this.services = services
    const { headers } = request.raw
    this.headers = headers
    this.auditID = String(headers['audit-id'] ?? randomUUID())
    this.contentType = headers['content-type']
    headers['content-type'] = OPAQUE
    atEndOf(reply.raw, () => {
      this.#ended = true
      for (const task of this.#endings) task()
    })
  }

  get signal(): AbortSignal {
    return this.gone.signal
  }

  get serverAddress(): string {
    const { headers } = this
    return headers.host ?? (headers[':authority'] as string | undefined) ?? ''
  }

  /** Makes it ready for handlers, once the body has been read. */
  arrive(room: AnswerRoom): void {
    const { body } = this.request
    this.room = room
    if (Buffer.isBuffer(body)) this.body = body
    if (this.contentType === undefined) delete this.headers['content-type']
    else this.headers['content-type'] = this.contentType
  }

  /** Does `task` once the answer has been taken or its client has gone: at once, if that is so already. */
  atEnd(task: () => void): void {
    if (this.#ended) task()
    else this.#endings.push(task)
  }

  /** Gives the answer up for lack of room. */
  cut(): void {
    cutOff(this.reply.raw)
  }
}
