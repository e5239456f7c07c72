/** How a listener takes leave of its clients while others serve them: each hears of it before its connection ends, and none is cut. */
import type { EventEmitter } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerResponse, ServerHttp2Session } from 'node:http2'
import type { Clock } from '../../../apimachinery/clock.ts'
import { atEndOf } from './answer-end.ts'
import { endWithAnswer } from './connections.ts'

/** How long requests that are being answered when it goes may still take, in milliseconds: etcd may be electing a leader. */
export const LAST_ANSWERS_MS = 5000

const hasEnded = (
  clock: Pick<Clock, 'after'>,
  ms: number,
): { readonly promise: Promise<void>; readonly now: () => void } => {
  let now = (): void => undefined
  const promise = new Promise<void>((resolve) => {
    const callOff = clock.after(ms, resolve)
    now = () => {
      callOff()
      resolve()
    }
  })
  return { promise, now }
}

export class Farewell {
  readonly #sessions = new Set<ServerHttp2Session>()
  #answering = 0
  #isLeaving = false
  #onQuiet = (): void => undefined

  constructor(server: EventEmitter) {
    server.on('session', (session: ServerHttp2Session) => {
      this.#sessions.add(session)
      session.once('close', () => {
        this.#sessions.delete(session)
        this.#look()
      })
    })
    // before whoever answers
    server.prependListener(
      'request',
      (_request: IncomingMessage, response: ServerResponse | Http2ServerResponse) => {
        if (this.#isLeaving) endWithAnswer(response)
        this.#answering++
        atEndOf(response, () => {
          this.#answering--
          this.#look()
        })
      },
    )
  }

  /**
   * From now on each answer over HTTP/1.1 is the last of its connection (RFC 9112 section 9.6), and after `ms` sessions of HTTP/2 are
   * told to take no more requests here (GOAWAY, RFC 9113 section 6.8): a client sends what came too late to another server, since it
   * knows that nobody has seen it. `endStreams` ends what would go on for ever. Resolves once everything is answered.
   */
  async say(
    ms: number,
    clock: Pick<Clock, 'after'>,
    endStreams: () => Promise<void>,
  ): Promise<void> {
    this.#isLeaving = true
    await hasEnded(clock, ms).promise
    for (const session of this.#sessions) session.close()
    const end = hasEnded(clock, LAST_ANSWERS_MS)
    this.#onQuiet = end.now
    await endStreams()
    this.#look()
    await end.promise
  }

  #look(): void {
    if (this.#answering === 0 && this.#sessions.size === 0) this.#onQuiet()
  }
}
