/** Reports requests of clients and controllers to audiences, as their policies say. */
import type { AuditEvent } from './event.ts'
import { type AuditAttributes, auditedBy, type Policy } from './policy.ts'
import { AuditRecord, type AuditStart, type Hearer } from './record.ts'

/** A receiver of events: the audit log, or the journal. */
export interface Audience {
  readonly policy: Policy
  /** Takes an event. Must copy the annotations, which change later. */
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

  /** Adds an audience for requests that start from now on. */
  join(audience: Audience): void {
    this.#audiences.push(audience)
  }

  /**
   * Returns the record of a request; undefined if no policy wants it; then `begun` is not called.
   */
  begin(attributes: AuditAttributes, begun: () => AuditStart): AuditRecord | undefined {
    const hearers: Hearer[] = []
    for (const audience of this.#audiences) {
      const audited = auditedBy(audience.policy, attributes)
      if (audited.level !== 'None') hearers.push({ audited, hear: (event) => audience.hear(event) })
    }
    if (hearers.length === 0) return undefined
    return new AuditRecord({ hearers, begun: begun(), now: this.#now })
  }
}
