/** The last audit events of a cluster, in memory, at the level Request. */
import { type AuditEvent, renderEvent } from '../../apiserver/audit/event.ts'
import { ANY_REQUEST, type Policy, policyOfLevel } from '../../apiserver/audit/policy.ts'
import type { AuditSink } from '../../apiserver/audit/trail.ts'

const MOST_EVENTS = 2000

/** in total */
const MOST_CHARACTERS = 4_000_000

/** Omits the bodies of Secrets; requests to the management API are excluded below. */
const REQUESTS = policyOfLevel('Request')

interface RecentEvent {
  readonly auditID: string
  /** JSON text */
  readonly text: string
}

export class RecentAuditEvents implements AuditSink {
  readonly policy: Policy = {
    ...REQUESTS,
    rules: [{ ...ANY_REQUEST, level: 'None', nonResourceURLs: ['/csrlab/*'] }, ...REQUESTS.rules],
    omitStages: ['RequestReceived'],
  }
  /** oldest first */
  readonly #events = new Set<RecentEvent>()
  #characters = 0

  log(event: AuditEvent): void {
    const kept = { auditID: event.auditID, text: renderEvent(event) }
    this.#events.add(kept)
    this.#characters += kept.text.length
    for (const oldest of this.#events) {
      if (this.#events.size <= MOST_EVENTS && this.#characters <= MOST_CHARACTERS) break
      this.#events.delete(oldest)
      this.#characters -= oldest.text.length
    }
  }

  /** `id`: such as `X509SHA256=…`. */
  hasCredential(id: string): boolean {
    return [...this.#events].some(({ text }) => text.includes(id))
  }

  /** Clients choose the ID, so it need not be unique. */
  of(auditID: string): object[] {
    return [...this.#events]
      .filter((kept) => kept.auditID === auditID)
      .map(({ text }) => JSON.parse(text) as object)
  }
}
