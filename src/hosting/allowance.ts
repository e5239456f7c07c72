/** Rate limits of one hosted cluster. */
import type { Clock } from '../apimachinery/clock.ts'
import { TokenBucket } from '../apimachinery/token-bucket.ts'
import type { Allowance } from '../apiserver/http/gate/allowance.ts'
import { TooManyRequests } from '../apiserver/http/gate/inflight.ts'
import type { ClusterLimits } from '../testing/bodies/hosted-options.ts'

/** The rate of one address without valid credentials, relative to the rate of all users. */
const STRANGER_SHARE = 0.1

/** Maximum number of addresses tracked; the oldest is forgotten first. */
const MOST_ADDRESSES = 100

export class ClusterAllowance implements Allowance {
  readonly #clock: Pick<Clock, 'now'>
  readonly #most: Pick<ClusterLimits, 'requestsPerSecond' | 'watches'>
  readonly #users: TokenBucket
  /** by address, so that one address cannot use up the rate of others */
  readonly #strangers = new Map<string, TokenBucket>()

  /** `clock`: the clients' clock */
  constructor(
    clock: Pick<Clock, 'now'>,
    most: Pick<ClusterLimits, 'requestsPerSecond' | 'watches'>,
  ) {
    this.#clock = clock
    this.#most = most
    this.#users = this.#bucket(most.requestsPerSecond)
  }

  /**
   * Counts a request; tells whether it is within the rate. `stranger`: the client's address, if it
   * has no valid credentials or wakes the cluster.
   */
  takes(stranger: string | undefined): boolean {
    return (stranger === undefined ? this.#users : this.#bucketOf(stranger)).take()
  }

  admit(stranger: string | undefined): void {
    if (!this.takes(stranger)) throw new TooManyRequests()
  }

  #bucketOf(address: string): TokenBucket {
    const known = this.#strangers.get(address)
    if (known !== undefined) return known
    const bucket = this.#bucket(Math.max(1, this.#most.requestsPerSecond * STRANGER_SHARE))
    this.#strangers.set(address, bucket)
    if (this.#strangers.size > MOST_ADDRESSES)
      this.#strangers.delete(this.#strangers.keys().next().value!)
    return bucket
  }

  /** Makes a bucket that holds up to two seconds' worth of tokens. */
  #bucket(perSecond: number): TokenBucket {
    return new TokenBucket(this.#clock, perSecond, perSecond * 2)
  }

  beginStream(running: number): void {
    if (running >= this.#most.watches) throw new TooManyRequests()
  }
}
