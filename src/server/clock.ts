import type { Clock } from '../apimachinery/clock.ts'
import { type ClockState, type ClusterClock, clusterClock } from '../testing/clock/cluster-clock.ts'
import type { OwnSettings } from '../storage/store.ts'
import { OptionsError } from './options-error.ts'
import { systemClock } from './system.ts'

export type ClockOption = 'frozen' | Date | Clock

const WANTED = "'frozen', a Date, or an object with the functions now and after"

const isClock = (value: unknown): value is Clock =>
  typeof value === 'object' &&
  value !== null &&
  'now' in value &&
  typeof value.now === 'function' &&
  'after' in value &&
  typeof value.after === 'function'

/** Throws OptionsError. */
const baseOf = (option: ClockOption | undefined, real: Clock): Clock => {
  if (option === undefined || option === 'frozen') return real
  if (option instanceof Date) {
    if (Number.isNaN(option.getTime())) throw new OptionsError('clock: the Date is invalid.')
    return real
  }
  if (!isClock(option)) throw new OptionsError(`clock: give ${WANTED}, not ${String(option)}.`)
  return option
}

interface TimeOptions {
  readonly realTime?: Clock
  readonly clock?: ClockOption
}

export const clientTime = ({ realTime, clock }: TimeOptions): Clock =>
  realTime ?? (isClock(clock) ? clock : systemClock)

/** `real`: the clock that clients use. Throws OptionsError. */
export const makeClock = (option: ClockOption | undefined, real: Clock): ClusterClock => {
  const clock = clusterClock(baseOf(option, real), real)
  if (option === 'frozen') clock.resume({ stands: real.now() })
  if (option instanceof Date) clock.resume({ ahead: option.getTime() - real.now() })
  return clock
}

const NAME = 'clock'

/** Returns the value to store; undefined, to store none, for a clock equal to its base clock. */
const kept = (state: ClockState): Buffer | undefined =>
  'ahead' in state && state.ahead === 0 ? undefined : Buffer.from(JSON.stringify(state))

/**
 * Restores the stored clock, unless the options set the clock, and stores each change. If changes
 * were not stored, objects made while the clock was ahead would lie in the future after a restart.
 */
export const keepClock = (
  { clock, isClockSet }: { readonly clock: ClusterClock; readonly isClockSet: boolean },
  { ownSettings }: { readonly ownSettings: OwnSettings },
): void => {
  const stored = ownSettings.get(NAME)
  const keep = (state: ClockState): void => ownSettings.change({ [NAME]: kept(state) })
  if (!isClockSet && stored !== undefined) clock.resume(JSON.parse(stored.toString()) as ClockState)
  else if (isClockSet || stored !== undefined) keep(clock.state)
  clock.onChange(keep)
}
