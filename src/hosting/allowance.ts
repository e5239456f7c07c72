/** Rate limits of one hosted cluster. */
import type { Clock } from '../apimachinery/clock.ts'
import type { Allowance } from '../apiserver/http/gate/allowance.ts'
import { TooManyRequests } from '../apiserver/http/gate/inflight.ts'
import type { ClusterLimits } from '../testing/bodies/cluster-wishes.ts'

/** A token bucket that holds up to two seconds' worth of tokens. */
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

/**
 * The rate of each address without valid credentials, as a share of the users' rate and in addition
 * to it.
 */
const PART_OF_STRANGERS = 0.1

/** Maximum of addresses that are tracked; the oldest is forgotten first. */
const MOST_ADDRESSES = 100

export class ClusterAllowance implements Allowance {
  readonly #clock: Pick<Clock, 'now'>
  readonly #most: Pick<ClusterLimits, 'requestsPerSecond' | 'watches'>
  readonly #users: Bucket
  /** by address, so that one stranger cannot use up the rate of others, who may be about to join */
  readonly #strangers = new Map<string, Bucket>()

  /** `clock`: the time of clients */
  constructor(
    clock: Pick<Clock, 'now'>,
    most: Pick<ClusterLimits, 'requestsPerSecond' | 'watches'>,
  ) {
    this.#clock = clock
    this.#most = most
    this.#users = new Bucket(clock, most.requestsPerSecond)
  }

  /** Counts a request. Requests and handshakes that wake the cluster count as a stranger's. */
  admit(stranger: string | undefined): void {
    const bucket = stranger === undefined ? this.#users : this.#bucketOf(stranger)
    if (!bucket.take()) throw new TooManyRequests()
  }

  #bucketOf(address: string): Bucket {
    const known = this.#strangers.get(address)
    if (known !== undefined) return known
    const rate = Math.max(1, this.#most.requestsPerSecond * PART_OF_STRANGERS)
    const bucket = new Bucket(this.#clock, rate)
    this.#strangers.set(address, bucket)
    if (this.#strangers.size > MOST_ADDRESSES)
      this.#strangers.delete(this.#strangers.keys().next().value!)
    return bucket
  }

  beginStream(running: number): void {
    if (running >= this.#most.watches) throw new TooManyRequests()
  }
}
