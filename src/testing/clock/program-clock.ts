import { FieldProblem } from '../bodies/field-problem.ts'
import { durationOf } from '../bodies/texts.ts'
import type { ClusterClock } from './cluster-clock.ts'
import { advanceClock, setClock } from './move.ts'

/** The cluster's clock. Methods that fail reject with an Error of one sentence. */
export interface ProgramClock {
  now(): Date
  /** false: frozen */
  readonly running: boolean
  /**
   * Moves forward by a Go duration such as `24h`, or milliseconds. Resolves with the new time when
   * all due work is done.
   */
  advance(by: string | number): Promise<Date>
  /**
   * Moves to a later time, or with `force` also to an earlier one, which leaves objects from the
   * future.
   */
  set(time: Date | string, options?: { readonly force?: boolean }): Promise<Date>
  freeze(): Promise<Date>
  /** Starts the clock again. */
  run(): Promise<Date>
}

const millisecondsOf = (by: unknown): number => {
  if (typeof by !== 'number') return durationOf(by, 'by')
  if (!Number.isFinite(by) || by < 0)
    throw new FieldProblem('by', `give milliseconds, 0 or more, not ${by}`)
  return by
}

const timeOf = (time: unknown): number => {
  const ms = time instanceof Date || typeof time === 'string' ? new Date(time).getTime() : NaN
  if (Number.isNaN(ms))
    throw new FieldProblem(
      'time',
      `give a Date, or a time such as "2030-01-31T08:00:00Z", not ${String(time)}`,
    )
  return ms
}

export const programClock = (clock: () => ClusterClock): ProgramClock => {
  const now = (): Date => new Date(clock().now())
  const setTo = async (
    time: number | undefined,
    running: boolean | undefined,
    force = false,
  ): Promise<Date> => {
    await setClock(clock(), { time, running, force })
    return now()
  }
  return {
    now,
    get running() {
      return clock().running
    },
    advance: async (by) => {
      await advanceClock(clock(), millisecondsOf(by))
      return now()
    },
    set: async (time, { force = false } = {}) => setTo(timeOf(time), undefined, force),
    freeze: () => setTo(undefined, false),
    run: () => setTo(undefined, true),
  }
}
