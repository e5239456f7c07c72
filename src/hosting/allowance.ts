import type { Clock } from '../apimachinery/clock.ts'
import { TokenBucket } from '../apimachinery/token-bucket.ts'
import type { Allowance } from '../apiserver/http/limits/allowance.ts'
import { TooManyRequests } from '../apiserver/http/limits/inflight.ts'
import type { ClusterLimits } from '../testing/bodies/hosted-options.ts'

/** the rate of one address without valid credentials, as a share of the rate of all users */
const STRANGER_SHARE = 0.1

/** maximum number of tracked addresses; the oldest is forgotten first */
const MOST_ADDRESSES = 100

export class ClusterAllowance implements Allowance {
  readonly #clock: Pick<Clock, 'now'>
  readonly #most: Pick<ClusterLimits, 'requestsPerSecond' | 'watches'>
  readonly #users: TokenBucket
  /** by address, so that one address cannot use up the rate of others */
  readonly #strangers = new Map<string, TokenBucket>()

  constructor(
    clock: Pick<Clock, 'now'>,
    most: Pick<ClusterLimits, 'requestsPerSecond' | 'watches'>,
  ) {
    this.#clock = clock
    this.#most = most
    this.#users = this.#bucket(most.requestsPerSecond)
  }

  /**
   * Counts a request; returns false if the rate is exceeded. `stranger`: the client's address, if
   * the request has no valid credentials or wakes the cluster.
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

  /** Returns a bucket that holds at most the tokens of two seconds. */
  #bucket(perSecond: number): TokenBucket {
    return new TokenBucket(this.#clock, perSecond, perSecond * 2)
  }

  beginStream(running: number): void {
    if (running >= this.#most.watches) throw new TooManyRequests()
  }
}
