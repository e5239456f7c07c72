/**
 * Limits requests in flight, fairly by user. Watches and system:masters are exempt
 * (`k8s.io/apiserver/pkg/server/filters/maxinflight.go`), and so are probes (the default flow
 * schema `probes`).
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

const laneOf = (limit: number) => {
  const ofUser = new Map<string, number>()
  let running = 0
  return {
    running: (): number => running,

    enter: (user: string): (() => void) => {
      if (limit === 0) return free
      const own = ofUser.get(user) ?? 0
      // a user below an equal share is admitted even beyond the limit
      if (running >= limit && own >= Math.ceil(limit / (ofUser.size + 1)))
        throw new TooManyRequests()
      running++
      ofUser.set(user, own + 1)
      let isInside = true
      return () => {
        if (!isInside) return
        isInside = false
        running--
        const left = ofUser.get(user)! - 1
        if (left === 0) ofUser.delete(user)
        else ofUser.set(user, left)
      }
    },
  }
}

export const inflightLimits = ({ readOnly, mutating }: InflightOptions) => {
  const reads = laneOf(readOnly)
  const writes = laneOf(mutating)
  return {
    running: (): number => reads.running() + writes.running(),

    /** Returns an idempotent function to call when the request ends. Throws TooManyRequests. */
    enter: ({ verb, path }: RequestInfo, { name, groups }: UserInfo): (() => void) => {
      if (verb === 'watch' || groups.includes(SYSTEM_MASTERS)) return free
      if (!READS.has(verb)) return writes.enter(name)
      return PROBES.has(path) ? free : reads.enter(name)
    },
  }
}

export type InflightLimits = ReturnType<typeof inflightLimits>
