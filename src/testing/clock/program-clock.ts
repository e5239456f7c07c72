/** The door of a program to the clock of its cluster. */
import { FieldProblem } from '../bodies/field-problem.ts'
import { durationOf } from '../bodies/texts.ts'
import type { ClusterClock } from './cluster-clock.ts'
import { advanceClock, setClock } from './move.ts'

/** All that moves it rejects with an Error of one sentence when it cannot be done. */
export interface ProgramClock {
  /** what the cluster takes for the present */
  now(): Date
  /** whether it goes by itself */
  readonly running: boolean
  /**
   * Lets time pass: a Go duration such as `24h`, or milliseconds. Resolves with the new time when
   * all that falls due has happened, in its order.
   */
  advance(by: string | number): Promise<Date>
  /**
   * Passes to a later time; an earlier one is there at once, and only with `force`, since objects
   * are of the future then.
   */
  set(time: Date | string, options?: { readonly force?: boolean }): Promise<Date>
  /** Lets it stand still. */
  freeze(): Promise<Date>
  /** Lets it go on from where it stands. */
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

/** `clock`: finds the clock each time, and throws while there is none. */
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
