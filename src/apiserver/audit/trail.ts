/** What was asked of the server, over the wire and by its own controllers, told to each audience as its policy says. */
import type { AuditEvent } from './event.ts'
import { type AuditAttributes, auditedBy, type Policy } from './policy.ts'
import { AuditRecord, type Begun, type Hearer } from './record.ts'

/** Who wants to be told: the audit log, or whoever looks on. */
export interface Audience {
  readonly policy: Policy
  /** Takes an event at once; what it keeps of it must not hold on to the annotations, which go on. */
  hear(event: AuditEvent): void
}

export class AuditTrail {
  readonly #audiences: Audience[]
  readonly #now: () => number

  /** `now`: milliseconds since the epoch. */
  constructor(audiences: readonly Audience[], now: () => number) {
    this.#audiences = [...audiences]
    this.#now = now
  }

  /** Whether anybody wants to be told of anything. */
  get isHeard(): boolean {
    return this.#audiences.length > 0
  }

  /** Tells of the requests that begin from now on. */
  join(audience: Audience): void {
    this.#audiences.push(audience)
  }

  /** The record of a request; undefined when nobody wants to be told of it. `begun` is asked for the rest of what is known. */
  begin(attributes: AuditAttributes, begun: () => Begun): AuditRecord | undefined {
    const hearers: Hearer[] = []
    for (const audience of this.#audiences) {
      const audited = auditedBy(audience.policy, attributes)
      if (audited.level !== 'None') hearers.push({ audited, hear: (event) => audience.hear(event) })
    }
    if (hearers.length === 0) return undefined
    return new AuditRecord({ hearers, begun: begun(), now: this.#now })
  }
}
