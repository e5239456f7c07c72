/** Moves a clock, for the management API and for programs. */
import { formatTime } from '../../apimachinery/clock.ts'
import { conflictingState, serviceUnavailable } from '../../apimachinery/status.ts'
import { FieldProblem } from '../bodies/field-problem.ts'
import { type ClusterClock, ClockStopped } from './cluster-clock.ts'

/** The last moment that certificates and objects can name (RFC 5280 section 4.1.2.5, RFC 3339). */
const END_OF_TIME = Date.UTC(9999, 11, 31, 23, 59, 59)

interface Move {
  /** milliseconds since the epoch; undefined: where it is */
  readonly time: number | undefined
  /** undefined: as it does */
  readonly running: boolean | undefined
  /** also back, though there are objects that are of the future then */
  readonly force: boolean
}

const within = (at: string, time: number): number => {
  if (time < 0 || time > END_OF_TIME)
    throw new FieldProblem(at, 'the clock goes from 1970 to the end of 9999')
  return time
}

/** Times are told in whole seconds: what was read can be written back. */
const second = (time: number): number => Math.floor(time / 1000)

const moved = async (move: Promise<void>): Promise<void> => {
  try {
    await move
  } catch (error) {
    throw error instanceof ClockStopped ? serviceUnavailable(error.message) : error
  }
}

/**
 * Passes so many milliseconds; resolves when all that falls due has happened. Rejects with
 * FieldProblem when that would be after the end of time, and with a 503 StatusError when the
 * cluster is closed meanwhile.
 */
export const advanceClock = async (clock: ClusterClock, by: number): Promise<void> => {
  within('by', clock.now() + by)
  await moved(clock.advance(by))
}

/**
 * Like {@link advanceClock}, to a given time. Rejects with a 409 StatusError for an earlier time,
 * unless `force`.
 */
export const setClock = async (
  clock: ClusterClock,
  { time, running, force }: Move,
): Promise<void> => {
  const now = clock.now()
  if (time === undefined || second(within('time', time)) === second(now))
    return moved(clock.set(undefined, running))
  if (time < now && !force)
    throw conflictingState(
      `the clock is at ${formatTime(now)} and goes forward only, since there are objects that would be of the future: give "force": true to put it back to ${formatTime(time)} all the same`,
    )
  return moved(clock.set(time, running))
}
