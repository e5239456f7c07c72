import { realTime } from '../../../apimachinery/clock.ts'
import { Rounds } from '../../../apimachinery/rounds.ts'
import { SYSTEM_ANONYMOUS } from '../../../apimachinery/user.ts'
import { CutConnection, type RequestObserver } from '../../extensions.ts'
import { isStream } from '../answer/answer.ts'
import type { AppParts, HeldResources } from '../app-parts.ts'
import type { Call } from '../call.ts'
import { AnswerMemory } from '../gate/answer-memory.ts'
import { requestTimedOut } from '../gate/deadline.ts'
import { constrainedImpersonation } from '../gate/impersonation/constrained.ts'
import { legacyImpersonation } from '../gate/impersonation/legacy.ts'
import { InflightLimits } from '../gate/inflight.ts'
import { hasGone, type Owner, ownerOf, setOwner } from '../gate/owner.ts'
import { announcedBytes, isLargeUpload, Uploads } from '../gate/uploads.ts'
import { disconnect } from '../wire/cut.ts'
import { admit, type Gate } from './admit.ts'
import { Responder } from './responder.ts'
import { observed, reportEnd } from './observe.ts'
import { Work } from './work.ts'

/** requests admitted or refused per round of the event loop: some milliseconds */
const ADMITTED_IN_A_ROUND = 32

/** The stages of a request: Fastify calls `begin`, `awaitRoom` and `handle`, in this order. */
export class RequestStages {
  readonly #gate: Gate
  readonly #uploads: Uploads
  readonly #answers: AnswerMemory
  readonly work: Work
  readonly responder: Responder
  observer: RequestObserver | undefined
  readonly #admissions = new Rounds<Owner>(ADMITTED_IN_A_ROUND)

  constructor(parts: AppParts) {
    const { limits } = parts
    const { authorizer, clock, release } = parts.services
    const patience = realTime(clock)
    this.#gate = {
      ...parts,
      ...limits,
      impersonation: release.has('ConstrainedImpersonation')
        ? constrainedImpersonation(authorizer)
        : legacyImpersonation(authorizer),
      inflight: new InflightLimits(limits.inflight),
      patience,
    }
    this.#uploads = new Uploads(patience)
    this.#answers = new AnswerMemory(patience)
    this.work = new Work(parts)
    this.responder = new Responder(parts, patience)
  }

  get held(): Omit<HeldResources, 'requests'> {
    return {
      places: this.#gate.inflight.running,
      bodies: this.#uploads.taken,
      answers: this.#answers.taken,
      streams: this.responder.streams.running,
    }
  }

  /** Calls `next` if the request may continue. */
  begin(call: Call, next: () => void): void {
    reportEnd(this.observer, call)
    const turn = this.#admissions.next(ownerOf(call.request))
    if (turn === undefined) return this.#admit(call, next)
    void turn.then(() => {
      if (!hasGone(call.request)) this.#admit(call, next)
    })
  }

  #admit(call: Call, next: () => void): void {
    try {
      admit(this.#gate, call, () => this.fail(call, requestTimedOut()))
    } catch (error) {
      return this.fail(call, error)
    } finally {
      setOwner(call.request, call.isIdentified ? call.user.name : SYSTEM_ANONYMOUS)
    }
    next()
  }

  /** Calls `next` when there is room for the body. */
  awaitRoom(call: Call, next: () => void): void {
    const bytes = announcedBytes(call.request)
    if (!isLargeUpload(bytes)) return next()
    const upload = this.#uploads.of(call.user.name, bytes)
    call.upload = upload
    call.atEnd(() => upload.leave())
    upload.read(next)
  }

  /** Never rejects. */
  async handle(call: Call): Promise<void> {
    try {
      // over HTTP/2, a truncated body looks complete
      if (hasGone(call.request)) return
      if (call.upload !== undefined) await call.upload.arrived()
      // the request may have timed out
      if (!call.response.headersSent) await this.#answer(call)
    } catch (error) {
      this.fail(call, error)
    }
  }

  async #answer(call: Call): Promise<void> {
    const { upload } = call
    const responder = this.responder
    const room = this.#answers.roomOf(call)
    call.room = room
    call.atEnd(() => room.end())
    try {
      const outcome = await observed(this.observer, call, () => this.work.run(call))
      call.isAnswered = true
      upload?.leave()
      await (isStream(outcome) ? responder.stream(call, outcome) : responder.answer(call, outcome))
    } catch (error) {
      // the client has gone, or was told of the timeout
      if (call.gone.isAborted) return
      call.isAnswered = true
      if (error instanceof CutConnection) return disconnect(call.response)
      if (call.large) await call.services.turns.next(call)
      const failure = responder.failure(call, error)
      await room.take(failure.body.length)
      upload?.leave()
      responder.refuse(call, failure, error)
    }
  }

  fail(call: Call, error: unknown): void {
    try {
      this.responder.fail(call, error)
    } catch (bug) {
      this.responder.report(call, bug)
      disconnect(call.response)
    }
  }
}
