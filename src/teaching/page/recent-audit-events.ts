/** Keeps the last audit events of a cluster in memory, with the bodies of most requests. */
import { type AuditEvent, renderEvent } from '../../apiserver/audit/event.ts'
import { ANY_REQUEST, type Policy, policyOfLevel } from '../../apiserver/audit/policy.ts'

const MOST_EVENTS = 2000

/** of all events together */
const MOST_CHARACTERS = 4_000_000

/** Omits the bodies of secrets and tokens; requests to the management API are excluded below. */
const REQUESTS = policyOfLevel('Request')

interface RecentEvent {
  readonly auditID: string
  /** JSON text */
  readonly text: string
}

export type RecentAuditEvents = ReturnType<typeof recentAuditEvents>

export const recentAuditEvents = () => {
  const policy: Policy = {
    ...REQUESTS,
    rules: [{ ...ANY_REQUEST, level: 'None', nonResourceURLs: ['/csrlab/*'] }, ...REQUESTS.rules],
    omitStages: ['RequestReceived'],
  }
  /** oldest first */
  const events = new Set<RecentEvent>()
  let characters = 0

  return {
    policy,

    log: (event: AuditEvent): void => {
      const kept = { auditID: event.auditID, text: renderEvent(event) }
      events.add(kept)
      characters += kept.text.length
      for (const oldest of events) {
        if (events.size <= MOST_EVENTS && characters <= MOST_CHARACTERS) break
        events.delete(oldest)
        characters -= oldest.text.length
      }
    },

    /** Whether an event contains the credential ID, such as `X509SHA256=…`. */
    hasCredential: (id: string): boolean => [...events].some(({ text }) => text.includes(id)),

    /** Clients can choose the ID (the header `Audit-ID`), so it need not be unique. */
    of: (auditID: string): object[] =>
      [...events]
        .filter((kept) => kept.auditID === auditID)
        .map(({ text }) => JSON.parse(text) as object),
  }
}
