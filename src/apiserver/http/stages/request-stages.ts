import { realTime } from '../../../apimachinery/clock.ts'
import { Rounds } from '../../../apimachinery/rounds.ts'
import { SYSTEM_ANONYMOUS } from '../../../apimachinery/user.ts'
import { CutConnection } from '../../extensions.ts'
import { isStream } from '../answer/answer.ts'
import type { AppParts, HeldResources } from '../app-parts.ts'
import type { Call } from '../call.ts'
import { answerMemory } from '../gate/answer-memory.ts'
import { requestTimedOut } from '../gate/deadline.ts'
import { constrainedImpersonation } from '../gate/impersonation/constrained.ts'
import { legacyImpersonation } from '../gate/impersonation/legacy.ts'
import { inflightLimits } from '../gate/inflight.ts'
import { hasGone, type Owner, ownerOf, setOwner } from '../gate/owner.ts'
import { announcedBytes, isLargeUpload, uploadsWith } from '../gate/uploads.ts'
import { disconnect } from '../wire/cut.ts'
import { admit, type Gate } from './admit.ts'
import { responderOf } from './responder.ts'
import { observed, reportEnd } from './observe.ts'
import { workOf } from './work.ts'

/** maximum requests admitted or refused per event-loop round; they take a few milliseconds */
const ADMITTED_IN_A_ROUND = 32

/** The stages of a request: Fastify calls `begin`, `awaitRoom` and `handle`, in this order. */
export const stagesOf = (parts: AppParts) => {
  const { authorizer, clock, release, turns } = parts.services
  const patience = realTime(clock)
  const inflight = inflightLimits(parts.limits.inflight)
  const gate: Gate = {
    ...parts,
    impersonation: release.has('ConstrainedImpersonation')
      ? constrainedImpersonation(authorizer)
      : legacyImpersonation(authorizer),
    inflight,
    patience,
  }
  const uploads = uploadsWith(patience)
  const answers = answerMemory(patience)
  const work = workOf(parts, patience)
  const responder = responderOf(parts, patience)
  const admissions = new Rounds<Owner>(ADMITTED_IN_A_ROUND)

  const fail = (call: Call, error: unknown): void => {
    try {
      responder.fail(call, error)
    } catch (bug) {
      responder.report(call, bug)
      disconnect(call.response)
    }
  }

  const admitOrFail = (call: Call, next: () => void): void => {
    try {
      admit(gate, call, () => fail(call, requestTimedOut()))
    } catch (error) {
      return fail(call, error)
    } finally {
      setOwner(call.request, call.isIdentified ? call.user.name : SYSTEM_ANONYMOUS)
    }
    next()
  }

  const respond = async (call: Call): Promise<void> => {
    const { upload } = call
    const room = answers.roomOf(call)
    call.room = room
    call.atEnd(() => room.end())
    try {
      const outcome = await observed(call, () => work.run(call))
      call.isAnswered = true
      upload?.leave()
      await (isStream(outcome) ? responder.stream(call, outcome) : responder.answer(call, outcome))
    } catch (error) {
      // the client has gone, or was told of the timeout
      if (call.gone.isAborted) return
      call.isAnswered = true
      if (error instanceof CutConnection) return disconnect(call.response)
      if (call.large) await turns.next(call)
      const failure = responder.failure(call, error)
      await room.take(failure.body.length)
      upload?.leave()
      responder.refuse(call, failure, error)
    }
  }

  return {
    work,
    streams: responder.streams,
    fail,

    held: (): Omit<HeldResources, 'requests'> => ({
      places: inflight.running(),
      bodies: uploads.taken(),
      answers: answers.taken(),
      streams: responder.streams.running(),
    }),

    /** Calls `next` if the request may continue. */
    begin: (call: Call, next: () => void): void => {
      reportEnd(call)
      const turn = admissions.next(ownerOf(call.request))
      if (turn === undefined) return admitOrFail(call, next)
      void turn.then(() => {
        if (!hasGone(call.request)) admitOrFail(call, next)
      })
    },

    /** Calls `next` when there is room for the body. */
    awaitRoom: (call: Call, next: () => void): void => {
      const bytes = announcedBytes(call.request)
      if (!isLargeUpload(bytes)) return next()
      const upload = uploads.of(call.user.name, bytes)
      call.upload = upload
      call.atEnd(upload.leave)
      upload.read(next)
    },

    /** Never rejects. */
    handle: async (call: Call): Promise<void> => {
      try {
        // over HTTP/2, a truncated body looks complete
        if (hasGone(call.request)) return
        if (call.upload !== undefined) await call.upload.arrived()
        // the request may have timed out
        if (!call.response.headersSent) await respond(call)
      } catch (error) {
        fail(call, error)
      }
    },
  }
}

export type RequestStages = ReturnType<typeof stagesOf>
