/**
 * The HTTP application: the stages of a request in the order in which it meets them. Fastify carries; what is asked and what
 * is answered is decided by the plain functions that this file calls.
 */
import type { FastifyReply, FastifyRequest, RequestPayload } from 'fastify'
import { realTime } from '../../apimachinery/clock.ts'
import { Rounds } from '../../apimachinery/rounds.ts'
import { StatusError } from '../../apimachinery/status.ts'
import type { ParsedYaml } from '../../apimachinery/text/yaml/read.ts'
import { type Caller, isLarge } from '../../apimachinery/turns.ts'
import { SYSTEM_ANONYMOUS } from '../../apimachinery/user.ts'
import type { Authenticator } from '../authn/authenticator.ts'
import { CutConnection } from '../extensions.ts'
import { admit, type Gate } from './stages/admit.ts'
import { compressed, isCompressible } from './answer/compress.ts'
import { PIECE_BYTES } from './answer/pieces.ts'
import { sendAnswer } from './answer/send.ts'
import { warningHeaders } from './answer/warnings.ts'
import type { Answer, Services, StreamAnswer } from './call.ts'
import type { Carrier } from './stages/carrier.ts'
import { errorAnswer } from './error-answer.ts'
import { Exchange, exchangeOf } from './stages/exchange.ts'
import type { Allowance } from './gate/allowance.ts'
import { Answers } from './gate/answers.ts'
import { type Auditor, recordAnswer } from './gate/audit.ts'
import { type BoundsOptions, RequestBounds, SMALL_ANSWER_BYTES } from './gate/bounds.ts'
import { RequestTimedOut } from './gate/deadline.ts'
import { createImpersonation } from './gate/impersonation/create.ts'
import { hasGone, type Owner, ownerOf, setOwner } from './gate/owner.ts'
import { announcedBytes, isLargeUpload, Uploads } from './gate/uploads.ts'
import { hintsOnError } from './hints.ts'
import { MalformedUrl } from './request-info.ts'
import { isStream } from './route.ts'
import { type ListenerOptions, OwnCarrier } from './stages/own-carrier.ts'
import type { Stages } from './stages/stages.ts'
import type { AnyRequest, AnyResponse } from './wire/front.ts'
import { disconnect, resetStream } from './wire/cut.ts'
import { Farewell } from './wire/farewell.ts'
import { listenPlain, type PlainListener } from './wire/plain.ts'
import { Streams } from './wire/streams.ts'
import { manage, type Manager, tellEnd } from './stages/manage.ts'
import { Work, type WorkParts } from './stages/work.ts'

/** Brings the requests of several servers to the stages of each. */
export interface CommonCarrier {
  /** One that brings those of a server. */
  of(stages: Stages): Carrier
}

export interface AppParts extends ListenerOptions, WorkParts {
  /** undefined: it has a listener of its own */
  readonly carrier?: CommonCarrier | undefined
  readonly services: Services
  readonly authenticator: Authenticator
  readonly bounds: BoundsOptions
  /** undefined: the server has its process for itself */
  readonly allowance?: Allowance | undefined
  readonly auditor: Auditor
  /** undefined: nobody manages */
  readonly manager: Manager | undefined
  /** whether clients are told before it goes, see {@link App.leave} */
  readonly takesLeave: boolean
}

/** What requests hold just now; nothing of each when there are none. */
export interface Held {
  /** requests that are not at their end */
  readonly requests: number
  /** of them, those that have a place among the ones that are answered at a time */
  readonly places: number
  /** bytes of room for bodies */
  readonly bodies: number
  /** bytes of room for answers */
  readonly answers: number
  /** watches */
  readonly streams: number
}

/** Requests that are admitted or refused in one round of the event loop: some milliseconds. */
const ADMITTED_IN_A_ROUND = 32

/** Documents are the same bytes for all; of an object or a list each answer has its own. */
const unsharedBytes = ({ info }: Exchange, { body }: Answer): number =>
  info.isResourceRequest ? body.length : Math.min(body.length, PIECE_BYTES)

const NO_QUERY = new URLSearchParams()

export class App {
  /** undefined where another one listens */
  readonly listener: OwnCarrier | undefined
  readonly #carrier: Carrier
  readonly #parts: AppParts
  readonly #gate: Gate
  readonly #admissions = new Rounds<Owner>(ADMITTED_IN_A_ROUND)
  readonly #uploads: Uploads
  readonly #answers: Answers
  readonly #work: Work
  readonly #streams = new Streams()
  readonly #farewell: Farewell | undefined
  #requests = 0
  #plain: PlainListener | undefined

  constructor(parts: AppParts) {
    const patience = realTime(parts.services.clock)
    this.#parts = parts
    this.#gate = {
      ...parts,
      impersonation: createImpersonation(parts.services),
      bounds: new RequestBounds(parts.bounds, patience),
    }
    this.#uploads = new Uploads(patience)
    this.#answers = new Answers(patience)
    this.#work = new Work(parts)
    const stages: Stages = {
      begin: (...asked) => this.#begin(...asked),
      letBodyIn: (request, ...rest) => this.#letBodyIn(exchangeOf(request), ...rest),
      handle: (request) => this.#handle(exchangeOf(request)),
      fail: (request, error) => this.#fail(exchangeOf(request), error),
      end: (answered) => this.#end(answered),
    }
    this.listener = parts.carrier === undefined ? new OwnCarrier(parts, stages) : undefined
    this.#carrier = this.listener ?? parts.carrier!.of(stages)
    if (parts.takesLeave && this.listener !== undefined)
      this.#farewell = new Farewell(this.listener.server)
  }

  readonly #ended = (): void => void this.#requests--

  /** Takes a request that somebody else's listener has got. */
  handle(request: AnyRequest, response: AnyResponse): void {
    this.#carrier.handle(request, response)
  }

  /** Resolves once requests can come that no listener has got. */
  ready(): Promise<void> {
    return this.#carrier.ready()
  }

  /** Ends what goes on, and takes no more. */
  close(): Promise<void> {
    return this.#carrier.close()
  }

  get held(): Held {
    return {
      requests: this.#requests,
      places: this.#gate.bounds.running,
      bodies: this.#uploads.taken,
      answers: this.#answers.taken,
      streams: this.#streams.running,
    }
  }

  /** Listens on the loopback for plain HTTP too, until the end; resolves with the port. Rejects as `listen` does. */
  async listenPlain(port: number): Promise<number> {
    this.#plain = await listenPlain((...asked) => this.handle(...asked), port)
    return this.#plain.port
  }

  /** Answers for `ms` more, then tells clients to go elsewhere; resolves once what they had asked for is answered. */
  async leave(ms: number): Promise<void> {
    const clock = realTime(this.#parts.services.clock)
    await this.#farewell?.say(ms, clock, () => this.#streams.end())
  }

  /** A request with a bearer token that does not leave the process. */
  async inject(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    token: string,
    body?: object,
    headers?: Readonly<Record<string, string>>,
  ): Promise<{ code: number; body: Record<string, unknown> }> {
    const answer = await this.#carrier.inject({
      method,
      url,
      headers: {
        authorization: `Bearer ${token}`,
        'user-agent': 'csrlab',
        'content-type': 'application/json',
        ...headers,
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    })
    return { code: answer.statusCode, body: JSON.parse(answer.rawPayload.toString()) as never }
  }

  /**
   * Reads YAML of any length beside the event loop. Rejects as parseYaml throws, with StatusErrors, and
   * with the reason of the caller's signal.
   */
  readYaml(source: Buffer, caller: Pick<Caller, 'user' | 'signal'>): Promise<ParsedYaml> {
    return this.#work.readYaml(source, caller)
  }

  #begin(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
    const exchange = new Exchange(request, reply, this.#parts.services)
    this.#requests++
    exchange.atEnd(this.#ended)
    tellEnd(this.#parts.manager, exchange)
    const turn = this.#admissions.next(ownerOf(request.raw))
    if (turn === undefined) return this.#admit(exchange, done)
    void turn.then(() => {
      if (!hasGone(request.raw)) this.#admit(exchange, done)
    })
  }

  async #end(answered: () => Promise<void>): Promise<void> {
    await this.#streams.end()
    await Promise.all([answered(), this.#plain?.close()])
    await this.#work.close()
  }

  /** Before anything is read or routed. */
  #admit(exchange: Exchange, done: () => void): void {
    try {
      admit(this.#gate, exchange, () => {
        this.#fail(exchange, new RequestTimedOut())
      })
      done()
    } catch (error) {
      this.#fail(exchange, error)
    } finally {
      const { request, user, isIdentified } = exchange
      setOwner(request.raw, isIdentified ? user.name : SYSTEM_ANONYMOUS)
    }
  }

  /** A large body is read when there is room for it. */
  #letBodyIn(
    exchange: Exchange,
    payload: RequestPayload,
    done: (error: null, payload: RequestPayload) => void,
  ): void {
    const bytes = announcedBytes(exchange.request.raw)
    if (!isLargeUpload(bytes)) return done(null, payload)
    const upload = this.#uploads.of(exchange.user.name, bytes)
    exchange.upload = upload
    exchange.atEnd(() => upload.leave())
    upload.read(() => done(null, payload))
  }

  /** From the body to the answer. */
  async #handle(exchange: Exchange): Promise<FastifyReply> {
    const { upload, services } = exchange
    const room = this.#answers.roomOf(exchange)
    exchange.atEnd(() => room.end())
    exchange.arrive(room)
    if (upload !== undefined) await upload.arrived()
    try {
      const outcome = await manage(this.#parts.manager, exchange, () => this.#work.run(exchange))
      exchange.answered = true
      upload?.leave()
      return await (isStream(outcome)
        ? this.#stream(exchange, outcome)
        : this.#answer(exchange, outcome))
    } catch (error) {
      // a client that has gone gets nothing, and one that had waited too long has its answer
      if (exchange.signal.aborted) return exchange.reply
      exchange.answered = true
      if (error instanceof CutConnection) return this.#cut(exchange)
      if (isLarge(exchange.body)) await services.turns.next(exchange)
      const failure = this.#failure(exchange, error)
      await room.take(failure.body.length)
      upload?.leave()
      return this.#refuse(exchange, failure, error)
    }
  }

  #cut({ reply }: Exchange): FastifyReply {
    reply.hijack()
    disconnect(reply.raw)
    return reply
  }

  async #answer(exchange: Exchange, answer: Answer): Promise<FastifyReply> {
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

  #stream(exchange: Exchange, answer: StreamAnswer): FastifyReply {
    const { request, reply, gone, audit, warnings } = exchange
    this.#parts.allowance?.beginStream(this.#streams.running)
    if (warnings.size > 0) reply.header('warning', warningHeaders([...warnings]))
    this.#streams.begin(request, reply, answer, gone, audit)
    return reply
  }

  /** Answers whatever went wrong at any stage. */
  #fail(exchange: Exchange, error: unknown): FastifyReply {
    const { reply } = exchange
    if (error instanceof MalformedUrl && resetStream(reply.raw)) return reply.hijack()
    return this.#refuse(exchange, this.#failure(exchange, error), error)
  }

  #failure(exchange: Exchange, error: unknown): Answer {
    const { request, headers, info, isIdentified, services, audit } = exchange
    const failed = {
      headers,
      query: isIdentified ? info.query : NO_QUERY,
      url: request.originalUrl,
      schemas: services.schemas,
    }
    const answer = errorAnswer(error, failed, (bug) => {
      // requests of hosted servers have their carrier's, which does not say whose they are
      ;(this.#parts.log?.child({ reqId: request.id }) ?? request.log).error(bug)
      audit?.panicked(bug)
    })
    if (error instanceof StatusError) audit?.failed(error.status)
    if (audit !== undefined) recordAnswer(audit, answer, failed.schemas)
    return answer
  }

  #refuse(exchange: Exchange, answer: Answer, error: unknown): FastifyReply {
    const hints = hintsOnError(exchange.services, exchange, error)
    if (answer.body.length <= SMALL_ANSWER_BYTES) this.#gate.bounds.limitReading(exchange.reply.raw)
    return this.#send(exchange, answer, new Set([...exchange.warnings, ...hints]))
  }
}
