/** The last stage of a request: its answer, stream or refusal. */
import type { Clock } from '../../../apimachinery/clock.ts'
import { StatusError } from '../../../apimachinery/status.ts'
import type { Answer, StreamAnswer } from '../answer/answer.ts'
import { compressed, isWorthPacking } from '../answer/compress.ts'
import { PIECE_BYTES } from '../answer/pieces.ts'
import { sendAnswer } from '../answer/send.ts'
import type { AppParts } from '../app-parts.ts'
import type { Call } from '../call.ts'
import { errorAnswer } from '../error-answer.ts'
import { recordAnswer } from '../gate/audit.ts'
import { hintsOnError } from '../hints.ts'
import { MalformedRequest } from '../answer/text.ts'
import { resetStream } from '../wire/cut.ts'
import { openStreams } from '../wire/streams.ts'
import { limitReading } from '../wire/unread.ts'

/**
 * A request counts as in flight until its answer is written. If the answer is larger than this, the
 * request counts until the client has read the answer.
 */
const SMALL_ANSWER_BYTES = 64 * 1024

/**
 * Returns the memory that only this answer uses. All answers share documents such as OpenAPI, so
 * for a document, only the piece being sent counts.
 */
const unsharedBytes = ({ info }: Call, { body }: Answer): number =>
  info.resourceRequest ? body.length : Math.min(body.length, PIECE_BYTES)

export const responderOf = (
  { log, limits: { allowance } }: Pick<AppParts, 'log' | 'limits'>,
  patience: Clock,
) => {
  const streams = openStreams()

  const report = ({ auditID, audit }: Call, bug: unknown): void => {
    log?.error({ err: bug, auditID })
    audit?.panicked(bug)
  }

  const send = (call: Call, answer: Answer): void => {
    sendAnswer(call, answer)
    if (answer.body.length <= SMALL_ANSWER_BYTES) call.leavePlace?.()
  }

  const failure = (call: Call, error: unknown): Answer => {
    const { services, audit } = call
    const answer = errorAnswer(error, call, (bug) => report(call, bug))
    if (error instanceof StatusError) audit?.failed(error.status)
    if (audit !== undefined) recordAnswer(audit, answer, services.schemas)
    return answer
  }

  const refuse = (call: Call, answer: Answer, error: unknown): void => {
    hintsOnError(call, error).forEach(call.warn)
    if (answer.body.length <= SMALL_ANSWER_BYTES) limitReading(call.response, patience)
    send(call, answer)
  }

  return {
    streams,
    report,
    failure,
    refuse,

    answer: async (call: Call, answer: Answer): Promise<void> => {
      const { audit, room, services, headers } = call
      const waiting = room.take(unsharedBytes(call, answer))
      if (waiting !== undefined) await waiting
      if (audit !== undefined) recordAnswer(audit, answer, services.schemas)
      const isWorthIt =
        answer.unpacked === undefined &&
        isWorthPacking(answer.body.length, headers['accept-encoding'])
      const packed = isWorthIt ? await compressed(answer) : answer
      void room.take(unsharedBytes(call, packed))
      send(call, packed)
    },

    stream: (call: Call, answer: StreamAnswer): void => {
      allowance?.beginStream(streams.running())
      streams.begin(call, answer, (error) => report(call, error))
    },

    fail: (call: Call, error: unknown): void => {
      if (error instanceof MalformedRequest && resetStream(call.response)) return
      refuse(call, failure(call, error), error)
    },
  }
}
