/** Events are news, not records: they go an hour after their last write, as those of the real server do by etcd's leases. */
import type { Clock } from '../api/clock.ts'
import type { CoreEvent } from '../api/events.ts'
import { StatusError } from '../api/status.ts'
import type { Client } from '../registry/client.ts'
import type { Controller, ControllerLog } from './controller.ts'

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

export const eventCleaner = ({ client, clock, log }: Parts): Controller => {
  let cancel: (() => void) | undefined
  let running: Promise<void> = Promise.resolve()
  let stopped = false
  const remove = async ({ metadata: { name = '', namespace = '' } }: CoreEvent): Promise<void> => {
    try {
      await client.delete(name, namespace)
    } catch (error) {
      if (!(error instanceof StatusError) || error.code !== 404) throw error
    }
  }
  const sweep = async (): Promise<void> => {
    const now = clock.now()
    const old = client.list().filter((event) => now - lastWritten(event) >= TTL_MS)
    await Promise.all(old.map(remove))
  }
  const run = (): void => {
    if (stopped) return
    running = sweep().catch((error: unknown) =>
      log.error({ err: error }, 'unable to delete old events'),
    )
    cancel = clock.after(INTERVAL_MS, run)
  }
  return {
    name: 'event-cleaner',
    start: run,
    stop: async () => {
      stopped = true
      cancel?.()
      await running
    },
  }
}
