import type { Clock } from '../api/clock.ts'

/** How many requests a second: a bucket that holds as many as two seconds bring. */
export class RequestRate {
  readonly #clock: Pick<Clock, 'now'>
  readonly #perSecond: number
  #left: number
  #since: number

  /** `clock`: the time of clients */
  constructor(clock: Pick<Clock, 'now'>, perSecond: number) {
    this.#clock = clock
    this.#perSecond = perSecond
    this.#left = perSecond * 2
    this.#since = clock.now()
  }

  /** Whether one more may come now. */
  take(): boolean {
    const now = this.#clock.now()
    const passed = Math.max(0, now - this.#since)
    this.#since = now
    this.#left = Math.min(this.#perSecond * 2, this.#left + (passed * this.#perSecond) / 1000)
    if (this.#left < 1) return false
    this.#left--
    return true
  }
}
