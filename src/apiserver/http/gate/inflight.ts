/**
 * Limits requests in flight (`k8s.io/apiserver/pkg/server/filters/maxinflight.go`), fairly by user,
 * with the exemptions of the default flow schemas (watches, probes, system:masters).
 */
import { SYSTEM_MASTERS, type UserInfo } from '../../../apimachinery/user.ts'
import { TextError } from '../answer/text.ts'
import type { RequestInfo } from '../request-info.ts'

export interface InflightOptions {
  /** read-only requests; 0: no limit */
  readonly readOnly: number
  /** other requests; 0: no limit */
  readonly mutating: number
}

export class TooManyRequests extends TextError {
  constructor() {
    super(429, 'Too many requests, please try again later.\n', {
      'retry-after': '1',
      'x-content-type-options': 'nosniff',
    })
  }
}

const READS = new Set(['get', 'list'])
const PROBES = new Set(['/healthz', '/livez', '/readyz'])
const free = (): void => undefined

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
    // a user below an equal share is admitted even beyond the limit
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

  get running(): number {
    return this.#reads.running + this.#writes.running
  }

  /** Returns a release, which is idempotent. Throws TooManyRequests. */
  enter(info: RequestInfo, user: UserInfo): () => void {
    if (info.verb === 'watch' || user.groups.includes(SYSTEM_MASTERS)) return free
    if (!READS.has(info.verb)) return this.#writes.enter(user.name)
    return PROBES.has(info.path) ? free : this.#reads.enter(user.name)
  }
}
