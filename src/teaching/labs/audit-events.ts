import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { CHECKING } from './client.ts'
import type { LabWorkspace } from './workspace.ts'

export interface LoggedRequest {
  /** milliseconds since the epoch */
  readonly at: number
  readonly user: string
  readonly verb: string
  readonly objectRef: {
    readonly resource?: string
    readonly subresource?: string
    readonly namespace?: string
    readonly name?: string
  }
  /** status code of the response; 0 if the event has none */
  readonly code: number
  /** JSON */
  readonly requestObject: string | undefined
}

interface EventLine {
  readonly stage: string
  readonly requestReceivedTimestamp: string
  readonly verb: string
  readonly userAgent?: string
  readonly user?: { readonly username?: string }
  readonly impersonatedUser?: { readonly username?: string }
  readonly objectRef?: LoggedRequest['objectRef']
  readonly responseStatus?: { readonly code?: number }
  readonly requestObject?: object
}

const eventOf = (line: string): LoggedRequest[] => {
  if (line === '') return []
  let event: EventLine
  try {
    event = JSON.parse(line) as EventLine
  } catch {
    // the server is still writing this line
    return []
  }
  if (event.stage !== 'ResponseComplete' || event.userAgent === CHECKING) return []
  return [
    {
      at: Date.parse(event.requestReceivedTimestamp),
      user: event.impersonatedUser?.username ?? event.user?.username ?? '',
      verb: event.verb,
      objectRef: event.objectRef ?? {},
      code: event.responseStatus?.code ?? 0,
      requestObject: event.requestObject && JSON.stringify(event.requestObject),
    },
  ]
}

const INTERVAL_MS = 5
const TRIES = 400

/**
 * Sends a marked request, and returns the log once it has this request's event. Until then, events
 * of earlier requests may be missing, since the server logs an event after the response.
 * After {@link TRIES} reads, returns the log without this event.
 */
const readSettled = async ({
  auditLog,
  requester,
  fetchAuditLog,
}: LabWorkspace): Promise<Buffer> => {
  const mark = `csrlab-check=${randomUUID()}`
  await requester.inject('GET', `/version?${mark}`)
  for (let tries = 0; tries < TRIES; tries += 1) {
    await fetchAuditLog?.()
    const bytes = readFileSync(auditLog)
    if (bytes.includes(mark)) return bytes
    await setTimeout(INTERVAL_MS)
  }
  return readFileSync(auditLog)
}

/** `fromBytes`: offset in the log. */
export const auditEvents = async (
  workspace: LabWorkspace,
  fromBytes = 0,
): Promise<LoggedRequest[]> =>
  (await readSettled(workspace)).subarray(fromBytes).toString().split('\n').flatMap(eventOf)
