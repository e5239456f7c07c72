import type { Clock } from './clock.ts'

export class TokenBucket {
  readonly #clock: Pick<Clock, 'now'>
  readonly #perSecond: number
  readonly #burst: number
  #left: number
  #since: number

  constructor(clock: Pick<Clock, 'now'>, perSecond: number, burst: number) {
    this.#clock = clock
    this.#perSecond = perSecond
    this.#burst = burst
    this.#left = burst
    this.#since = clock.now()
  }

  /** Returns false if there is no token. */
  take(): boolean {
    this.#fill()
    if (this.#left < 1) return false
    this.#left--
    return true
  }

  /** Takes the next token; returns the milliseconds until it is due. */
  reserve(): number {
    this.#fill()
    this.#left--
    return Math.max(0, (-this.#left / this.#perSecond) * 1000)
  }

  #fill(): void {
    const now = this.#clock.now()
    const passed = Math.max(0, now - this.#since)
    this.#since = now
    this.#left = Math.min(this.#burst, this.#left + (passed * this.#perSecond) / 1000)
  }
}
