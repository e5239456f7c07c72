/** The HTTP application: the stages of a request, in their order. */
import type { SecureServerOptions } from 'node:http2'
import { realTime } from '../../apimachinery/clock.ts'
import { Rounds } from '../../apimachinery/rounds.ts'
import type { ParsedYaml } from '../../apimachinery/text/yaml/read.ts'
import { type Caller, isLarge } from '../../apimachinery/turns.ts'
import { SYSTEM_ANONYMOUS } from '../../apimachinery/user.ts'
import type { AuditTrail } from '../audit/trail.ts'
import type { Authenticator } from '../authn/authenticator.ts'
import type { Injected } from '../client/call.ts'
import { CutConnection, type ServerExtension, type RequestObserver } from '../extensions.ts'
import { isStream } from './answer/answer.ts'
import { Call } from './call.ts'
import type { Allowance } from './gate/allowance.ts'
import { Answers } from './gate/answers.ts'
import { RequestTimedOut } from './gate/deadline.ts'
import { createImpersonation } from './gate/impersonation/create.ts'
import { hasGone, type Owner, ownerOf, setOwner } from './gate/owner.ts'
import { InflightLimits, type InflightOptions } from './gate/inflight.ts'
import { announcedBytes, isLargeUpload, Uploads } from './gate/uploads.ts'
import { type Injection, injectRequest } from './injection.ts'
import type { Services } from './services.ts'
import { admit, type Gate } from './stages/admit.ts'
import { Answering, type ErrorLog } from './stages/answering.ts'
import { carry, readyToCarry, type Stages } from './stages/fastify.ts'
import { manage, tellEnd } from './stages/manage.ts'
import { Work, type WorkParts } from './stages/work.ts'
import { endWithAnswer } from './wire/connections.ts'
import { disconnect } from './wire/cut.ts'
import type { Front } from './wire/front.ts'
import type { AnyRequest, AnyResponse } from './wire/message.ts'
import { listenPlain, type PlainListener } from './wire/plain.ts'
import { TlsListener } from './wire/tls-listener.ts'
import { Unanswered } from './wire/unanswered.ts'

export interface AppLimits {
  readonly inflight: InflightOptions
  readonly requestTimeoutMs: number
  /** undefined: the server does not share its process */
  readonly allowance?: Allowance | undefined
}

export interface AppParts extends WorkParts {
  /** undefined: nothing is logged */
  readonly log: ErrorLog | undefined
  readonly services: Services
  readonly authenticator: Authenticator
  readonly limits: AppLimits
  readonly auditTrail: AuditTrail
}

export interface AppListening {
  readonly tls: SecureServerOptions
  /** takes requests of the listener that are for other servers */
  readonly front: Front | undefined
}

/** Resources that requests hold now, to find leaks. */
export interface HeldResources {
  readonly requests: number
  /** requests that count for the limits on requests in flight */
  readonly places: number
  /** bytes reserved for bodies */
  readonly bodies: number
  /** bytes reserved for answers */
  readonly answers: number
  readonly streams: number
}

/** Requests admitted or refused in one round of the event loop: some milliseconds. */
const ADMITTED_IN_A_ROUND = 32
/** The time that requests in flight get when the server stops. */
const GRACE_MS = 500
/** The time that requests in flight get when the server leaves: etcd may be electing a leader. */
export const LAST_ANSWERS_MS = 5000

const refuse = (response: AnyResponse): void => {
  response.writeHead(503, { 'retry-after': '1', 'content-length': '0' } as never)
  response.end()
}

export class App {
  readonly listener: TlsListener | undefined
  readonly #parts: AppParts
  readonly #gate: Gate
  readonly #admissions = new Rounds<Owner>(ADMITTED_IN_A_ROUND)
  readonly #uploads: Uploads
  readonly #answers: Answers
  readonly #work: Work
  readonly #answering: Answering
  readonly #stages: Stages
  #observer: RequestObserver | undefined
  readonly #unanswered = new Unanswered()
  #plain: PlainListener | undefined
  #isLeaving = false
  #isClosed = false

  /** `listening` undefined: requests come through another server's listener. */
  constructor(parts: AppParts, listening?: AppListening) {
    const { limits } = parts
    const patience = realTime(parts.services.clock)
    this.#parts = parts
    this.#gate = {
      ...parts,
      ...limits,
      impersonation: createImpersonation(parts.services),
      inflight: new InflightLimits(limits.inflight),
      patience,
    }
    this.#uploads = new Uploads(patience)
    this.#answers = new Answers(patience)
    this.#work = new Work(parts)
    this.#answering = new Answering({ log: parts.log, allowance: limits.allowance, patience })
    this.#stages = {
      begin: (call, next) => this.#begin(call, next),
      awaitRoom: (call, next) => this.#awaitRoom(call, next),
      handle: (call) =>
        this.#serve(call).catch((bug: unknown) => {
          this.#answering.report(call, bug)
          disconnect(call.response)
        }),
      fail: (call, error) => this.#answering.fail(call, error),
    }
    this.listener = listening && new TlsListener(listening.tls, this.handle, listening.front)
  }

  /** Lets a higher room in; called before the first request. */
  install({ observer, mount, advice }: ServerExtension): void {
    const { services, endpoints } = this.#parts
    if (observer !== undefined) this.#observer = observer
    if (mount !== undefined) endpoints.management = mount
    if (advice !== undefined) services.hints = advice
  }

  /** Resolves when requests may come. */
  ready(): Promise<void> {
    return readyToCarry()
  }

  /** Serves a request of any listener. */
  readonly handle = (request: AnyRequest, response: AnyResponse): void => {
    if (this.#isClosed) return refuse(response)
    // the last answer of its connection over HTTP/1.1 (RFC 9112 section 9.6)
    if (this.#isLeaving) endWithAnswer(response)
    this.#unanswered.begin(response)
    carry(new Call(request, response, this.#parts.services), this.#stages)
  }

  /** Ends watches, waits for requests in flight, closes the listeners. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#answering.streams.end()
    await this.#unanswered.none(GRACE_MS)
    await Promise.all([this.#plain?.close(), this.listener?.close(), this.#work.close()])
  }

  get held(): HeldResources {
    return {
      requests: this.#unanswered.count,
      places: this.#gate.inflight.running,
      bodies: this.#uploads.taken,
      answers: this.#answers.taken,
      streams: this.#answering.streams.running,
    }
  }

  /** Listens for plain HTTP on the loopback; resolves with the port. Rejects as `listen` does. */
  async listenPlain(port: number): Promise<number> {
    await readyToCarry()
    this.#plain = await listenPlain(this.handle, port)
    return this.#plain.port
  }

  /**
   * Answers for `ms` more, then sends clients elsewhere, for a server that others replace. Resolves
   * when the requests in flight are answered.
   */
  async leave(ms: number): Promise<void> {
    const clock = realTime(this.#parts.services.clock)
    this.#isLeaving = true
    await new Promise<void>((resolve) => clock.after(ms, resolve))
    this.listener?.goAway()
    await this.#answering.streams.end()
    await this.#unanswered.none(LAST_ANSWERS_MS)
  }

  /** Makes a request with a bearer token inside the process. */
  async inject(...asked: Injection): Promise<Injected> {
    if (this.#isClosed) throw new Error('the server is closed')
    await readyToCarry()
    return injectRequest(this.handle, ...asked)
  }

  /**
   * Parses YAML of any length beside the event loop. Rejects as parseYaml throws, with StatusErrors,
   * and with the reason of the caller's signal.
   */
  readYaml(source: Buffer, caller: Pick<Caller, 'user' | 'signal'>): Promise<ParsedYaml> {
    return this.#work.readYaml(source, caller)
  }

  #begin(call: Call, next: () => void): void {
    tellEnd(this.#observer, call)
    const turn = this.#admissions.next(ownerOf(call.request))
    if (turn === undefined) return this.#admit(call, next)
    void turn.then(() => {
      if (!hasGone(call.request)) this.#admit(call, next)
    })
  }

  #admit(call: Call, next: () => void): void {
    try {
      admit(this.#gate, call, () => this.#answering.fail(call, new RequestTimedOut()))
    } catch (error) {
      return this.#answering.fail(call, error)
    } finally {
      setOwner(call.request, call.isIdentified ? call.user.name : SYSTEM_ANONYMOUS)
    }
    next()
  }

  #awaitRoom(call: Call, next: () => void): void {
    const bytes = announcedBytes(call.request)
    if (!isLargeUpload(bytes)) return next()
    const upload = this.#uploads.of(call.user.name, bytes)
    call.upload = upload
    call.atEnd(() => upload.leave())
    upload.read(next)
  }

  async #serve(call: Call): Promise<void> {
    try {
      // over HTTP/2, a body that was cut off looks complete
      if (hasGone(call.request)) return
      await call.upload?.arrived()
      // its time may be over
      if (!call.response.headersSent) await this.#handle(call)
    } catch (error) {
      this.#answering.fail(call, error)
    }
  }

  async #handle(call: Call): Promise<void> {
    const { upload } = call
    const answering = this.#answering
    const room = this.#answers.roomOf(call)
    call.room = room
    call.atEnd(() => room.end())
    try {
      const outcome = await manage(this.#observer, call, () => this.#work.run(call))
      call.isAnswered = true
      upload?.leave()
      await (isStream(outcome) ? answering.stream(call, outcome) : answering.answer(call, outcome))
    } catch (error) {
      // the client has gone, or has got the answer of a timeout
      if (call.gone.isAborted) return
      call.isAnswered = true
      if (error instanceof CutConnection) return disconnect(call.response)
      if (isLarge(call.body)) await call.services.turns.next(call)
      const failure = answering.failure(call, error)
      await room.take(failure.body.length)
      upload?.leave()
      answering.refuse(call, failure, error)
    }
  }
}
