/** Deletes events an hour after their last write, as etcd's leases do on a real server. */
import type { CoreEvent } from '../apis/events.ts'
import type { Controller } from './controller.ts'
import type { ResourceDependencies } from './dependencies.ts'
import { periodically } from './periodically.ts'

/** `--event-ttl` of kube-apiserver */
const TTL_MS = 3_600_000
const INTERVAL_MS = 60_000

/** Each write leaves its time in managedFields. */
const lastWritten = ({ metadata: { creationTimestamp, managedFields = [] } }: CoreEvent): number =>
  Math.max(
    Date.parse(creationTimestamp ?? ''),
    ...managedFields.map(({ time }) => Date.parse(time ?? '')).filter((time) => time > 0),
  )

export const eventCleaner = (dependencies: ResourceDependencies<CoreEvent>): Controller =>
  periodically<CoreEvent>({
    ...dependencies,
    name: 'event-cleaner',
    intervalMs: INTERVAL_MS,
    endOf: (event) => lastWritten(event) + TTL_MS,
  })
