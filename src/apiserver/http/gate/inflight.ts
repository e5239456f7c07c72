/**
 * How many requests are answered at a time: `k8s.io/apiserver/pkg/server/filters/maxinflight.go`, with the exemptions of the default
 * flow schemas (watches, probes, system:masters) and, as by its fair queues, no user kept out by another.
 */
import { SYSTEM_MASTERS, type UserInfo } from '../../../apimachinery/user.ts'
import type { RequestInfo } from '../request-info.ts'

export interface InflightOptions {
  /** of requests that only read; 0 is no limit */
  readonly readOnly: number
  /** of all others; 0 is no limit */
  readonly mutating: number
}

/** Refused for now. The real server writes it as text, not as a Status. */
export class TooManyRequests extends Error {
  override readonly name = 'TooManyRequests'
  /** in seconds */
  readonly retryAfter = 1
  constructor() {
    super('Too many requests, please try again later.')
  }
}

const READS = new Set(['get', 'list', 'watch'])
const PROBES = new Set(['/healthz', '/livez', '/readyz'])
const free = (): void => undefined

/** The requests of one kind that are being answered. */
class Lane {
  readonly #limit: number
  readonly #ofUser = new Map<string, number>()
  #running = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get running(): number {
    return this.#running
  }

  enter(user: string): () => void {
    if (this.#limit === 0) return free
    const own = this.#ofUser.get(user) ?? 0
    // whoever has less than an equal share gets in although it is full: at worst twice the limit is in
    if (this.#running >= this.#limit && own >= Math.ceil(this.#limit / (this.#ofUser.size + 1)))
      throw new TooManyRequests()
    this.#running++
    this.#ofUser.set(user, own + 1)
    let isInside = true
    return () => {
      if (isInside) this.#leave(user)
      isInside = false
    }
  }

  #leave(user: string): void {
    this.#running--
    const left = this.#ofUser.get(user)! - 1
    if (left === 0) this.#ofUser.delete(user)
    else this.#ofUser.set(user, left)
  }
}

export class InflightLimits {
  readonly #reads: Lane
  readonly #writes: Lane

  constructor({ readOnly, mutating }: InflightOptions) {
    this.#reads = new Lane(readOnly)
    this.#writes = new Lane(mutating)
  }

  /** How many are in. */
  get running(): number {
    return this.#reads.running + this.#writes.running
  }

  /** Lets a request in and returns what ends it; calling that again does nothing. Throws TooManyRequests. */
  enter(info: RequestInfo, user: UserInfo): () => void {
    if (info.verb === 'watch' || user.groups.includes(SYSTEM_MASTERS)) return free
    if (!READS.has(info.verb)) return this.#writes.enter(user.name)
    return PROBES.has(info.path) ? free : this.#reads.enter(user.name)
  }
}
