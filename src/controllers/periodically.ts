import { setImmediate } from 'node:timers/promises'
import { omitEmpty } from '../apimachinery/omit-empty.ts'
import type { KubeObject } from '../apimachinery/meta.ts'
import type { CachedRow, ObjectClient } from './object-client.ts'
import type { Controller } from './controller.ts'
import { isRace } from './errors.ts'
import type { ControllerDependencies } from './dependencies.ts'

/** deletions of a batch share a commit */
const BATCH = 100

interface PeriodicOptions<T extends KubeObject> extends ControllerDependencies {
  readonly name: string
  readonly client: Pick<ObjectClient<T>, 'synced' | 'rows' | 'decode' | 'lastChange' | 'delete'>
  readonly intervalMs: number
  /** Returns when an object expires, in milliseconds since the epoch; Infinity: never. */
  readonly endOf: (object: T) => number
}

/** kept between sweeps, so that each revision of a row is decoded only once */
interface CheckedRow {
  readonly revision: number
  readonly end: number
}

/** Deletes expired objects of a resource at start and after each interval. */
export const periodically = <T extends KubeObject>(options: PeriodicOptions<T>): Controller => {
  const { name, client, clock, log, intervalMs, endOf } = options
  let known = new Map<string, CheckedRow>()
  let callOff = (): void => undefined
  let running: Promise<void> = Promise.resolve()
  let busy = false
  let stopped = false
  /** `lastChange` at the last sweep */
  let seen = -1
  /** when the next object expires */
  let nextEnd = -Infinity

  const endOfRow = (row: CachedRow): number => {
    const before = known.get(row.key)
    if (before?.revision === row.revision) return before.end
    const end = endOf(client.decode(row))
    // objects without a time do not expire
    return Number.isNaN(end) ? Infinity : end
  }
  const remove = async ({ kind, metadata }: T): Promise<void> => {
    const { name: object = '', namespace = '', uid, resourceVersion } = metadata
    const preconditions = omitEmpty({ uid, resourceVersion })
    try {
      await client.delete(object, namespace, { preconditions })
    } catch (error) {
      if (!isRace(error)) log.error({ err: error }, `unable to delete the ${kind} "${object}"`)
    }
  }
  const sweep = async (): Promise<void> => {
    await client.synced
    const { lastChange } = client
    const rows = client.rows()
    const kept = new Map<string, CheckedRow>()
    let first = Infinity
    for (let i = 0; i < rows.length; i += BATCH) {
      if (stopped) return
      const now = clock.now()
      const ended: CachedRow[] = []
      for (const row of rows.slice(i, i + BATCH)) {
        const end = endOfRow(row)
        if (end <= now) ended.push(row)
        else {
          kept.set(row.key, { revision: row.revision, end })
          first = Math.min(first, end)
        }
      }
      await Promise.all(ended.map((row) => remove(client.decode(row))))
      await setImmediate()
    }
    known = kept
    seen = lastChange
    nextEnd = first
  }
  const idleUntil = (): number => (client.lastChange === seen ? nextEnd : -Infinity)
  const run = (): void => {
    busy = true
    running = sweep().then(() => {
      busy = false
      if (!stopped) callOff = clock.after(intervalMs, run, idleUntil)
    })
  }
  return {
    name,
    get busy() {
      return busy
    },
    start: run,
    stop: async () => {
      stopped = true
      callOff()
      await running
    },
  }
}
