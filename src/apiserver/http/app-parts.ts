import type { AuditTrail } from '../audit/trail.ts'
import type { Authenticator } from '../authn/authenticator.ts'
import type { Allowance } from './gate/allowance.ts'
import type { InflightOptions } from './gate/inflight.ts'
import type { Services } from './services.ts'
import type { WorkParts } from './stages/work.ts'

export interface AppParts extends WorkParts {
  /** undefined: nothing is logged */
  readonly log: { error(details: unknown): void } | undefined
  readonly services: Services
  readonly authenticate: Authenticator
  readonly limits: {
    readonly inflight: InflightOptions
    /** from the head of a request to the end of its answer; does not apply to watches */
    readonly requestTimeoutMs: number
    /** undefined: no limits other than those above */
    readonly allowance?: Allowance | undefined
  }
  readonly auditTrail: AuditTrail
}

/** The resources that requests in flight hold. */
export interface HeldResources {
  readonly requests: number
  /** number of requests that the in-flight limits count */
  readonly places: number
  /** bytes */
  readonly bodies: number
  /** bytes */
  readonly answers: number
  readonly streams: number
}
