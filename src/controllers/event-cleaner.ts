/** Events are news, not records: they go an hour after their last write, as those of the real server do by etcd's leases. */
import type { Clock } from '../apimachinery/clock.ts'
import type { CoreEvent } from '../apis/events.ts'
import type { Client } from '../apiserver/registry/client.ts'
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

/** When an event was last written, in milliseconds: every write leaves its time with its manager. */
const lastWritten = ({ metadata: { creationTimestamp, managedFields = [] } }: CoreEvent): number =>
  Math.max(
    Date.parse(creationTimestamp ?? ''),
    ...managedFields.map(({ time }) => Date.parse(time ?? '')).filter((time) => time > 0),
  )

export const eventCleaner = ({ client, clock, log }: Parts): Controller =>
  periodically<CoreEvent>({
    name: 'event-cleaner',
    client,
    clock,
    log,
    intervalMs: INTERVAL_MS,
    endOf: (event) => lastWritten(event) + TTL_MS,
  })
