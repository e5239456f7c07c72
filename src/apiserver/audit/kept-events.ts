/** The last audit events of a cluster, in memory, for whoever looks at one request: as a log at the level Request would have them. */
import { type AuditEvent, renderEvent } from './event.ts'
import { EVERYTHING, type Policy, policyOfLevel } from './policy.ts'
import type { Audience } from './trail.ts'

/** How many are kept at most. */
const MOST_EVENTS = 2000

/** How long all of them may be together, in characters; the oldest go first. */
const MOST_CHARACTERS = 4_000_000

/** Of a longer one the body is left out, in characters. */
const LONGEST_EVENT = 64_000

/** As the real server marks it (`k8s.io/apiserver/plugin/pkg/audit/truncate`, 1.34). */
const TRUNCATED = { 'audit.k8s.io/truncated': 'true' }

/** The text of an event, without its bodies where it would be too long. */
const keptText = (event: AuditEvent): string => {
  const whole = renderEvent(event)
  if (whole.length <= LONGEST_EVENT) return whole
  return renderEvent({
    ...event,
    requestObject: undefined,
    responseObject: undefined,
    annotations: { ...event.annotations, ...TRUNCATED },
  })
}

/** Bodies but for those of secrets; what manages the cluster is in no journal. */
const REQUESTS = policyOfLevel('Request')

interface Kept {
  readonly auditID: string
  /** JSON text */
  readonly text: string
}

export class KeptEvents implements Audience {
  readonly policy: Policy = {
    ...REQUESTS,
    rules: [{ ...EVERYTHING, level: 'None', nonResourceURLs: ['/csrlab/*'] }, ...REQUESTS.rules],
    omitStages: ['RequestReceived'],
  }
  /** the oldest first */
  readonly #events = new Set<Kept>()
  #characters = 0

  hear(event: AuditEvent): void {
    const kept = { auditID: event.auditID, text: keptText(event) }
    this.#events.add(kept)
    this.#characters += kept.text.length
    for (const oldest of this.#events) {
      if (this.#events.size <= MOST_EVENTS && this.#characters <= MOST_CHARACTERS) break
      this.#events.delete(oldest)
      this.#characters -= oldest.text.length
    }
  }

  /** Whether a user has logged in with this credential, an ID such as `X509SHA256=…`. */
  hasCredential(id: string): boolean {
    return [...this.#events].some(({ text }) => text.includes(id))
  }

  /** Those of one ID, which clients may choose, the oldest first; none: they are too old, or were never kept. */
  of(auditID: string): object[] {
    return [...this.#events]
      .filter((kept) => kept.auditID === auditID)
      .map(({ text }) => JSON.parse(text) as object)
  }
}
