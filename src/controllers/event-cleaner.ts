/** Events are news, not records: they go an hour after their last write, as those of the real server do by etcd's leases. */
import type { Clock } from '../api/clock.ts'
import type { CoreEvent } from '../api/kinds/events.ts'
import { StatusError } from '../api/status.ts'
import type { Client } from '../registry/client.ts'
import type { Controller } from './controller.ts'
import type { ControllerLog } from './log.ts'
import { periodically } from './periodically.ts'

/** `--event-ttl` of kube-apiserver */
const TTL_MS = 3_600_000
const INTERVAL_MS = 60_000

interface Parts {
  readonly client: Client<CoreEvent>
  readonly clock: Clock
  readonly log: ControllerLog
}

/** What is known of an event as of one revision, so that it is decoded once and not at each sweep. */
interface Known {
  readonly revision: number
  readonly name: string
  readonly namespace: string
  /** milliseconds since the epoch */
  readonly written: number
}

/** When an event was last written, in milliseconds: every write leaves its time with its manager. */
const lastWritten = ({ metadata: { creationTimestamp, managedFields = [] } }: CoreEvent): number =>
  Math.max(
    Date.parse(creationTimestamp ?? ''),
    ...managedFields.map(({ time }) => Date.parse(time ?? '')).filter((time) => time > 0),
  )

export const eventCleaner = ({ client, clock, log }: Parts): Controller => {
  let known = new Map<string, Known>()
  let kept = new Map<string, Known>()

  const look = (row: ReturnType<typeof client.rows>[number]): Known => {
    const before = known.get(row.key)
    if (before?.revision === row.revision) return before
    const event = client.decode(row)
    const { name = '', namespace = '' } = event.metadata
    return { revision: row.revision, name, namespace, written: lastWritten(event) }
  }
  const remove = async ({ name, namespace, revision }: Known): Promise<void> => {
    try {
      // not when somebody has written it meanwhile
      const preconditions = { resourceVersion: String(revision) }
      await client.delete(name, namespace, { preconditions })
    } catch (error) {
      if (error instanceof StatusError && (error.code === 404 || error.code === 409)) return
      log.error({ err: error }, `unable to delete the event ${namespace}/${name}`)
    }
  }
  return periodically({
    name: 'event-cleaner',
    clock,
    intervalMs: INTERVAL_MS,
    rows: () => client.rows(),
    look: (rows) => {
      const now = clock.now()
      const old: Known[] = []
      for (const row of rows) {
        const event = look(row)
        if (now - event.written >= TTL_MS) old.push(event)
        else kept.set(row.key, event)
      }
      return Promise.all(old.map(remove))
    },
    swept: () => {
      known = kept
      kept = new Map()
    },
  })
}
