/** Logs requests of clients and controllers to sinks, according to their policies. */
import type { AuditEvent } from './event.ts'
import { type AuditAttributes, auditedBy, type Policy } from './policy.ts'
import { AuditRecord, type AuditedRequest, type Recipient } from './record.ts'

/** A receiver of events: the audit log, or the page. */
export interface AuditSink {
  readonly policy: Policy
  /** Must copy the annotations, which change later. */
  log(event: AuditEvent): void
}

export class AuditTrail {
  readonly #sinks: AuditSink[]
  readonly #now: () => number

  /** `now`: milliseconds since the epoch. */
  constructor(sinks: readonly AuditSink[], now: () => number) {
    this.#sinks = [...sinks]
    this.#now = now
  }

  /** Adds a sink for requests that start from now on. */
  addSink(sink: AuditSink): void {
    this.#sinks.push(sink)
  }

  /**
   * Returns the record of a request; undefined if no policy wants it. Calls `request` only if a
   * policy wants it.
   */
  begin(attributes: AuditAttributes, request: () => AuditedRequest): AuditRecord | undefined {
    const recipients: Recipient[] = []
    for (const sink of this.#sinks) {
      const audited = auditedBy(sink.policy, attributes)
      if (audited.level !== 'None') recipients.push({ audited, sink })
    }
    if (recipients.length === 0) return undefined
    return new AuditRecord({ recipients, attributes, request: request(), now: this.#now })
  }
}
