/** Logs requests to sinks, according to their policies. */
import type { AuditEvent } from './event.ts'
import { type AuditAttributes, auditedBy, type Policy } from './policy.ts'
import { AuditRecord, type AuditedRequest, type Recipient } from './record.ts'

/** The audit log, or the web page. */
export interface AuditSink {
  readonly policy: Policy
  /** Must copy the annotations, which change later. */
  log(event: AuditEvent): void
}

/** `now`: milliseconds since the epoch. */
export const auditTrail = (initialSinks: readonly AuditSink[], now: () => number) => {
  const sinks = [...initialSinks]
  return {
    /** Applies to requests that start later. */
    addSink: (sink: AuditSink): void => void sinks.push(sink),

    /** Returns undefined, without calling `request`, if every sink's policy omits the request. */
    begin: (
      attributes: AuditAttributes,
      request: () => AuditedRequest,
    ): AuditRecord | undefined => {
      const recipients: Recipient[] = []
      for (const sink of sinks) {
        const audited = auditedBy(sink.policy, attributes)
        if (audited.level !== 'None') recipients.push({ audited, sink })
      }
      if (recipients.length === 0) return undefined
      return new AuditRecord({ recipients, attributes, request: request(), now })
    },
  }
}

export type AuditTrail = ReturnType<typeof auditTrail>
