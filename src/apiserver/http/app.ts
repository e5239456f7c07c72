/**
 * The HTTP application: the stages of a request in the order in which it meets them. Fastify carries; what is asked and what
 * is answered is decided by the plain functions that this file calls.
 */
import type { FastifyBaseLogger, FastifyReply, FastifyRequest, RequestPayload } from 'fastify'
import { realTime } from '../../apimachinery/clock.ts'
import { Rounds } from '../../apimachinery/rounds.ts'
import type { ParsedYaml } from '../../apimachinery/text/yaml/read.ts'
import { type Caller, isLarge } from '../../apimachinery/turns.ts'
import { SYSTEM_ANONYMOUS } from '../../apimachinery/user.ts'
import type { Authenticator } from '../authn/authenticator.ts'
import { CutConnection, type Extension, type RequestObserver } from '../extensions.ts'
import { admit, type Gate } from './stages/admit.ts'
import type { Services } from './call.ts'
import type { Carrier } from './stages/carrier.ts'
import { Exchange, exchangeOf } from './stages/exchange.ts'
import type { Allowance } from './gate/allowance.ts'
import { Answers } from './gate/answers.ts'
import type { Auditor } from './gate/audit.ts'
import { type BoundsOptions, RequestBounds } from './gate/bounds.ts'
import { RequestTimedOut } from './gate/deadline.ts'
import { createImpersonation } from './gate/impersonation/create.ts'
import { hasGone, type Owner, ownerOf, setOwner } from './gate/owner.ts'
import { announcedBytes, isLargeUpload, Uploads } from './gate/uploads.ts'
import { isStream } from './route.ts'
import type { Stages } from './stages/stages.ts'
import type { AnyRequest, AnyResponse } from './wire/front.ts'
import { listenPlain, type PlainListener } from './wire/plain.ts'
import { Answering } from './stages/answering.ts'
import { manage, tellEnd } from './stages/manage.ts'
import { Work, type WorkParts } from './stages/work.ts'

export interface AppParts extends WorkParts {
  readonly services: Services
  readonly authenticator: Authenticator
  readonly bounds: BoundsOptions
  /** undefined: the server has its process for itself */
  readonly allowance?: Allowance | undefined
  readonly auditor: Auditor
  /** undefined: nothing is logged */
  readonly log: FastifyBaseLogger | undefined
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

export class App {
  readonly #carrier: Carrier
  readonly #parts: AppParts
  readonly #gate: Gate
  readonly #admissions = new Rounds<Owner>(ADMITTED_IN_A_ROUND)
  readonly #uploads: Uploads
  readonly #answers: Answers
  readonly #work: Work
  readonly #answering: Answering
  #observer: RequestObserver | undefined
  #requests = 0
  #plain: PlainListener | undefined

  /** `carry`: makes the carrier that brings requests to the stages. */
  constructor(parts: AppParts, carry: (stages: Stages) => Carrier) {
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
    this.#answering = new Answering({ ...parts, bounds: this.#gate.bounds })
    const stages: Stages = {
      begin: (...asked) => this.#begin(...asked),
      letBodyIn: (request, ...rest) => this.#letBodyIn(exchangeOf(request), ...rest),
      handle: (request) => this.#handle(exchangeOf(request)),
      fail: (request, error) => this.#answering.fail(exchangeOf(request), error),
      end: (answered) => this.#end(answered),
    }
    this.#carrier = carry(stages)
  }

  /** Lets a higher room in; called before the first request. */
  install({ observer, mount, advice }: Extension): void {
    const { services, endpoints } = this.#parts
    if (observer !== undefined) this.#observer = observer
    if (mount !== undefined) endpoints.management = mount
    if (advice !== undefined) services.hints = advice
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
      streams: this.#answering.streams.running,
    }
  }

  /** Listens on the loopback for plain HTTP too, until the end; resolves with the port. Rejects as `listen` does. */
  async listenPlain(port: number): Promise<number> {
    this.#plain = await listenPlain((...asked) => this.handle(...asked), port)
    return this.#plain.port
  }

  /** Ends all streams, and begins no more. */
  endStreams(): Promise<void> {
    return this.#answering.streams.end()
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
    tellEnd(this.#observer, exchange)
    const turn = this.#admissions.next(ownerOf(request.raw))
    if (turn === undefined) return this.#admit(exchange, done)
    void turn.then(() => {
      if (!hasGone(request.raw)) this.#admit(exchange, done)
    })
  }

  async #end(answered: () => Promise<void>): Promise<void> {
    await this.endStreams()
    await Promise.all([answered(), this.#plain?.close()])
    await this.#work.close()
  }

  /** Before anything is read or routed. */
  #admit(exchange: Exchange, done: () => void): void {
    try {
      admit(this.#gate, exchange, () => {
        this.#answering.fail(exchange, new RequestTimedOut())
      })
      done()
    } catch (error) {
      this.#answering.fail(exchange, error)
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
    const answering = this.#answering
    const room = this.#answers.roomOf(exchange)
    exchange.atEnd(() => room.end())
    exchange.arrive(room)
    if (upload !== undefined) await upload.arrived()
    try {
      const outcome = await manage(this.#observer, exchange, () => this.#work.run(exchange))
      exchange.answered = true
      upload?.leave()
      return await (isStream(outcome)
        ? answering.stream(exchange, outcome)
        : answering.answer(exchange, outcome))
    } catch (error) {
      // a client that has gone gets nothing, and one that had waited too long has its answer
      if (exchange.signal.aborted) return exchange.reply
      exchange.answered = true
      if (error instanceof CutConnection) return answering.cut(exchange)
      if (isLarge(exchange.body)) await services.turns.next(exchange)
      const failure = answering.failure(exchange, error)
      await room.take(failure.body.length)
      upload?.leave()
      return answering.refuse(exchange, failure, error)
    }
  }
}
