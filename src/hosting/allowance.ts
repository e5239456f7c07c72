/** Rate limits of one hosted cluster. */
import type { Clock } from '../apimachinery/clock.ts'
import type { Allowance } from '../apiserver/http/gate/allowance.ts'
import { TooManyRequests } from '../apiserver/http/gate/inflight.ts'
import type { ClusterLimits } from '../testing/bodies/cluster-wishes.ts'

/** A token bucket that holds the tokens of two seconds. */
class Bucket {
  readonly #clock: Pick<Clock, 'now'>
  readonly #perSecond: number
  #left: number
  #since: number

  constructor(clock: Pick<Clock, 'now'>, perSecond: number) {
    this.#clock = clock
    this.#perSecond = perSecond
    this.#left = perSecond * 2
    this.#since = clock.now()
  }

  /** Takes a token; false if there is none. */
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

/** Clients without valid credentials share this part of the rate, besides that of users. */
const PART_OF_STRANGERS = 0.1

export class ClusterAllowance implements Allowance {
  readonly #users: Bucket
  readonly #strangers: Bucket
  readonly #watches: number

  /** `clock`: the time of clients */
  constructor(
    clock: Pick<Clock, 'now'>,
    { requestsPerSecond, watches }: Pick<ClusterLimits, 'requestsPerSecond' | 'watches'>,
  ) {
    this.#users = new Bucket(clock, requestsPerSecond)
    this.#strangers = new Bucket(clock, Math.max(1, requestsPerSecond * PART_OF_STRANGERS))
    this.#watches = watches
  }

  admit(isStranger: boolean): void {
    if (!(isStranger ? this.#strangers : this.#users).take()) throw new TooManyRequests()
  }

  /** Counts a request or handshake that wakes the cluster. Throws TooManyRequests. */
  wake(): void {
    this.admit(true)
  }

  beginStream(running: number): void {
    if (running >= this.#watches) throw new TooManyRequests()
  }
}
