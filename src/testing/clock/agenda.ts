import type { AdjustableClock, Timer } from './adjustable-clock.ts'

interface DueTimers {
  /** milliseconds since the start of the move */
  readonly at: number
  /** in the order in which the timers were set */
  readonly tasks: readonly (() => void)[]
}

/** Returns the first of `due`, `due + ms`, … at which the task has work; Infinity: never. */
const usefulAt = ({ due, ms, idleUntil }: Timer): number => {
  const idle = idleUntil?.() ?? -Infinity
  if (idle <= due || ms === 0) return due
  return due + Math.ceil((idle - due) / ms) * ms
}

/**
 * Returns the timers that are due next; undefined if there are none. `starts`: the time of each
 * clock when the move starts.
 */
export const nextDue = (
  clocks: readonly AdjustableClock[],
  starts: readonly number[],
): DueTimers | undefined => {
  let at = Infinity
  let due: { readonly clock: AdjustableClock; readonly timer: Timer }[] = []
  for (const [i, clock] of clocks.entries())
    for (const timer of clock.timers) {
      const moment = usefulAt(timer) - starts[i]!
      if (moment > at || moment === Infinity) continue
      if (moment < at) [at, due] = [moment, []]
      due.push({ clock, timer })
    }
  if (due.length === 0) return undefined
  const tasks = due
    .toSorted((a, b) => a.timer.number - b.timer.number)
    .map(({ clock, timer }) => () => {
      if (clock.timers.has(timer)) clock.fire(timer)
    })
  return { at, tasks }
}
