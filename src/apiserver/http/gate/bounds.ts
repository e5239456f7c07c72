/** What a request may use of the server: a place among those that are being answered, and time. */
import type { Clock } from '../../../apimachinery/clock.ts'
import { timeoutOf } from './deadline.ts'
import { InflightLimits, type InflightOptions } from './inflight.ts'
import type { Call } from '../call.ts'
import type { RequestInfo } from '../request-info.ts'
import type { AnyRequest, AnyResponse } from '../wire/front.ts'
import { cutOff } from '../wire/pipelined.ts'
import { cutUnread, limitReading, READING_MS } from '../wire/unread.ts'

export interface BoundsOptions {
  readonly inflight: InflightOptions
  /** for a request that is no watch, from its headers to the last byte of its answer */
  readonly requestTimeoutMs: number
}

/** A request with a smaller answer gives up its place before the answer is read: it takes less memory than its connection may. */
export const SMALL_ANSWER_BYTES = 64 * 1024

export class RequestBounds {
  readonly #inflight: InflightLimits
  readonly #maximumMs: number
  readonly #clock: Clock

  constructor({ inflight, requestTimeoutMs }: BoundsOptions, clock: Clock) {
    this.#inflight = new InflightLimits(inflight)
    this.#maximumMs = requestTimeoutMs
    this.#clock = clock
  }

  /** Milliseconds that this request may take. Throws 400. */
  timeoutOf(info: RequestInfo): number {
    return timeoutOf(info, this.#maximumMs)
  }

  /**
   * Ends a request whose time is over. `refuse` has to answer it when no answer has begun; one that has begun and is not taken is
   * cut.
   */
  limitTime(timeoutMs: number, call: Pick<Call, 'response' | 'atEnd'>, refuse: () => void): void {
    if (timeoutMs === Infinity) return
    const { response } = call
    const giveUp = (): void => {
      if (response.headersSent) return cutUnread(response)
      refuse()
      call.atEnd(this.#clock.after(READING_MS, () => cutOff(response)))
    }
    call.atEnd(this.#clock.after(timeoutMs, giveUp))
  }

  /**
   * Cuts a small refusal that is not read in five seconds. A refused watch has no time limit, and a request without valid credentials has
   * none either.
   */
  limitReading(response: AnyResponse): void {
    limitReading(response, this.#clock)
  }

  /**
   * Gives a request a place among those that are being answered, until its end or until the returned function is called. Throws
   * TooManyRequests.
   */
  takePlace(call: Pick<Call, 'info' | 'user' | 'atEnd'>): () => void {
    const leave = this.#inflight.enter(call.info, call.user)
    call.atEnd(leave)
    return leave
  }

  /** How many requests are being answered, of those that are counted. */
  get running(): number {
    return this.#inflight.running
  }
}

/** The rest of a request's body is not waited for: the connection, or the stream of HTTP/2, ends with the answer. */
export const forgetBody = (request: AnyRequest, response: AnyResponse): void => {
  if ('stream' in request) {
    const { stream } = request
    stream.once('finish', () => stream.close())
  } else response.setHeader('connection', 'close')
}
