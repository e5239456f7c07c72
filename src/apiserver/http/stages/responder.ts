/** The last stage of a request: its answer, stream or refusal. */
import type { Clock } from '../../../apimachinery/clock.ts'
import { StatusError } from '../../../apimachinery/status.ts'
import type { Answer, StreamAnswer } from '../answer/answer.ts'
import { compressed, isCompressible } from '../answer/compress.ts'
import { PIECE_BYTES } from '../answer/pieces.ts'
import { sendAnswer } from '../answer/send.ts'
import type { AppParts } from '../app-parts.ts'
import type { Call } from '../call.ts'
import { errorAnswer } from '../error-answer.ts'
import { recordAnswer } from '../gate/audit.ts'
import { hintsOnError } from '../hints.ts'
import { MalformedRequest } from '../answer/text.ts'
import { resetStream } from '../wire/cut.ts'
import { Streams } from '../wire/streams.ts'
import { limitReading } from '../wire/unread.ts'

/**
 * A request with a smaller answer is in flight until the answer is sent; with a larger one, until
 * it is read.
 */
const SMALL_ANSWER_BYTES = 64 * 1024

/** Documents are shared by all answers, so only the piece being sent counts. */
const unsharedBytes = ({ info }: Call, { body }: Answer): number =>
  info.resourceRequest ? body.length : Math.min(body.length, PIECE_BYTES)

export class Responder {
  readonly streams = new Streams()
  readonly #parts: Pick<AppParts, 'log' | 'limits'>
  readonly #patience: Clock

  constructor(parts: Pick<AppParts, 'log' | 'limits'>, patience: Clock) {
    this.#parts = parts
    this.#patience = patience
  }

  async answer(call: Call, answer: Answer): Promise<void> {
    const { audit, room, services, headers } = call
    const waiting = room.take(unsharedBytes(call, answer))
    if (waiting !== undefined) await waiting
    if (audit !== undefined) recordAnswer(audit, answer, services.schemas)
    const packed = isCompressible(answer, headers['accept-encoding'])
      ? await compressed(answer)
      : answer
    void room.take(unsharedBytes(call, packed))
    this.#send(call, packed)
  }

  #send(call: Call, answer: Answer): void {
    sendAnswer(call, answer)
    if (answer.body.length <= SMALL_ANSWER_BYTES) call.leavePlace?.()
  }

  stream(call: Call, answer: StreamAnswer): void {
    this.#parts.limits.allowance?.beginStream(this.streams.running)
    this.streams.begin(call, answer, (error) => this.report(call, error))
  }

  fail(call: Call, error: unknown): void {
    if (error instanceof MalformedRequest && resetStream(call.response)) return
    this.refuse(call, this.failure(call, error), error)
  }

  report({ auditID, audit }: Call, bug: unknown): void {
    this.#parts.log?.error({ err: bug, auditID })
    audit?.panicked(bug)
  }

  failure(call: Call, error: unknown): Answer {
    const { services, audit } = call
    const answer = errorAnswer(error, call, (bug) => this.report(call, bug))
    if (error instanceof StatusError) audit?.failed(error.status)
    if (audit !== undefined) recordAnswer(audit, answer, services.schemas)
    return answer
  }

  refuse(call: Call, answer: Answer, error: unknown): void {
    for (const hint of hintsOnError(call, error)) call.warnings.add(hint)
    if (answer.body.length <= SMALL_ANSWER_BYTES) limitReading(call.response, this.#patience)
    this.#send(call, answer)
  }
}
