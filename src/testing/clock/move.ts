import { formatTime } from '../../apimachinery/clock.ts'
import { conflictingState } from '../../apimachinery/status.ts'
import { FieldProblem } from '../bodies/field-problem.ts'
import type { ClusterClock } from './cluster-clock.ts'

/** The latest time in certificates and objects (RFC 5280 section 4.1.2.5, RFC 3339). */
const END_OF_TIME = Date.UTC(9999, 11, 31, 23, 59, 59)

interface ClockMove {
  /** milliseconds since the epoch; undefined: unchanged */
  readonly time: number | undefined
  /** undefined: unchanged */
  readonly running: boolean | undefined
  /** allows moving back, which leaves objects from the future */
  readonly force: boolean
}

const within = (at: string, time: number): number => {
  if (time < 0 || time > END_OF_TIME)
    throw new FieldProblem(at, 'the clock ranges from 1970 to the end of 9999')
  return time
}

/** Clients see whole seconds, so setting the current second moves nothing. */
const second = (time: number): number => Math.floor(time / 1000)

/** Rejects with FieldProblem for times after 9999. */
export const advanceClock = async (clock: ClusterClock, by: number): Promise<void> => {
  within('by', clock.now() + by)
  await clock.advance(by)
}

/**
 * Rejects with FieldProblem if the time is before 1970 or after 9999, and with a 409 StatusError if
 * it is earlier than the clock's and `force` is false.
 */
export const setClock = async (
  clock: ClusterClock,
  { time, running, force }: ClockMove,
): Promise<void> => {
  const now = clock.now()
  if (time === undefined || second(within('time', time)) === second(now))
    return clock.set(undefined, running)
  if (time < now && !force)
    throw conflictingState(
      `the clock is at ${formatTime(now)} and moves forward only, since going back leaves objects from the future: give "force": true to move it back to ${formatTime(time)} anyway`,
    )
  return clock.set(time, running)
}
