/** What was asked of the server, over the wire and by its own controllers, recorded as the policy says. */
import type { AuditLog } from './audit-log.ts'
import { type AuditAttributes, auditedBy, type Policy } from './policy.ts'
import { AuditRecord, type Begun } from './record.ts'

export interface AuditTrailParts {
  readonly policy: Policy
  readonly log: AuditLog
  /** milliseconds since the epoch */
  readonly now: () => number
}

export class AuditTrail {
  readonly #parts: AuditTrailParts

  constructor(parts: AuditTrailParts) {
    this.#parts = parts
  }

  /** The record of a request; undefined when nothing is to be written of it. `begun` is asked for the rest of what is known. */
  begin(attributes: AuditAttributes, begun: () => Begun): AuditRecord | undefined {
    const { policy, log, now } = this.#parts
    const audited = auditedBy(policy, attributes)
    if (audited.level === 'None') return undefined
    return new AuditRecord({ audited, begun: begun(), now, write: (line) => log.write(line) })
  }
}
