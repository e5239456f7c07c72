import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../api/clock.ts'
import type { Controller } from './controller.ts'

/** Rows looked at, and perhaps deleted in one commit, before others have their turn. */
const BATCH = 100

export interface PeriodicOptions<Row> {
  readonly name: string
  readonly clock: Clock
  /** from the end of one sweep to the beginning of the next, in milliseconds */
  readonly intervalMs: number
  /** all that is to be looked at, asked at the beginning of each sweep */
  rows(): readonly Row[]
  /** Looks at some of them. Must not reject. */
  look(rows: readonly Row[]): Promise<unknown>
  /** called when a sweep has looked at all */
  swept?(): void
}

/** A controller that follows nothing, and looks at everything from time to time: at its start, and again after each interval. */
export const periodically = <Row>({
  name,
  clock,
  intervalMs,
  ...options
}: PeriodicOptions<Row>): Controller => {
  let callOff = (): void => undefined
  let running: Promise<void> = Promise.resolve()
  let stopped = false
  const sweep = async (): Promise<void> => {
    const rows = options.rows()
    for (let i = 0; i < rows.length; i += BATCH) {
      if (stopped) return
      await options.look(rows.slice(i, i + BATCH))
      await setImmediate()
    }
    options.swept?.()
  }
  const run = (): void => {
    running = sweep().then(() => {
      if (!stopped) callOff = clock.after(intervalMs, run)
    })
  }
  return {
    name,
    start: run,
    stop: async () => {
      stopped = true
      callOff()
      await running
    },
  }
}
