/** One request and its answer on their way through the stages. */
import { randomUUID } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { UserInfo } from '../../api/user.ts'
import type { AuditRecord } from '../../audit/record.ts'
import type { Taker } from '../gate/answers.ts'
import type { Upload } from '../gate/uploads.ts'
import type { RequestInfo } from '../request-info.ts'
import { atEndOf } from '../wire/answer-end.ts'
import { cutOff } from '../wire/pipelined.ts'
import { Abandonment } from './abandonment.ts'

/** What is known of a request once it is clear who makes it. */
export interface Identified {
  readonly info: RequestInfo
  /** whose credentials they are */
  readonly asker: UserInfo
  /** after impersonation */
  readonly user: UserInfo
}

/** A request with what is known of it; for Fastify's `decorateRequest`. */
export const EXCHANGE = 'exchange'
type Known = FastifyRequest & { [EXCHANGE]: Exchange }

/** What is known of a request since it came. */
export const exchangeOf = (request: FastifyRequest): Exchange => (request as Known)[EXCHANGE]

/** What Fastify is told of every body: it would judge the media type, and not read bodies of HTTP/2 that have none. */
const OPAQUE = 'application/octet-stream'

export class Exchange implements Taker {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  /** the client's, or a new one */
  readonly auditID: string
  /** the media type of the body, as the client says it */
  readonly contentType: string | undefined
  /** aborted when nobody waits for the answer any more */
  readonly gone = new Abandonment()
  /** undefined until it is clear who asks, and when the audit log does not want this request */
  audit: AuditRecord | undefined
  /** undefined until it is clear what is asked */
  info: RequestInfo | undefined
  /** undefined until the request got that far */
  identified: Identified | undefined
  /** whether there is an answer */
  answered = false
  /** the name of what interfered with it on purpose */
  fault: string | undefined
  /** gives up the place among the requests that are being answered; undefined: it has none */
  leavePlace: (() => void) | undefined
  /** undefined: the body is small */
  upload: Upload | undefined
  readonly #endings: (() => void)[] = []
  #ended = false

  constructor(request: FastifyRequest, reply: FastifyReply) {
    ;(request as Known)[EXCHANGE] = this
    this.request = request
    this.reply = reply
    const { headers } = request.raw
    this.auditID = String(headers['audit-id'] ?? randomUUID())
    this.contentType = headers['content-type']
    headers['content-type'] = OPAQUE
    atEndOf(reply.raw, () => {
      this.#ended = true
      for (const task of this.#endings) task()
    })
  }

  /** Does `task` once the answer has been taken, or nobody is there to take it: at once, if that is so already. */
  atEnd(task: () => void): void {
    if (this.#ended) task()
    else this.#endings.push(task)
  }

  /** whose the answer is */
  get user(): string {
    return this.identified!.user.name
  }

  /** Gives the answer up for lack of room. */
  cut(): void {
    cutOff(this.reply.raw)
  }
}
