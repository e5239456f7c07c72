import type { Hand, Timer } from './hand.ts'

interface Due {
  /** milliseconds since the start of the move */
  readonly at: number
  /** in the order in which the timers were set */
  readonly tasks: readonly (() => void)[]
}

/** Returns the time at which a timer will have work; Infinity: never. */
const usefulAt = ({ due, ms, idleUntil }: Timer): number => {
  const idle = idleUntil?.() ?? -Infinity
  if (idle <= due || ms === 0) return due
  return due + Math.ceil((idle - due) / ms) * ms
}

/** Returns the tasks that are due next. `starts`: the time of each hand when the move starts. */
export const nextDue = (hands: readonly Hand[], starts: readonly number[]): Due | undefined => {
  let at = Infinity
  let due: { readonly hand: Hand; readonly timer: Timer }[] = []
  for (const [i, hand] of hands.entries())
    for (const timer of hand.timers) {
      const moment = usefulAt(timer) - starts[i]!
      if (moment > at || moment === Infinity) continue
      if (moment < at) [at, due] = [moment, []]
      due.push({ hand, timer })
    }
  if (due.length === 0) return undefined
  const tasks = due
    .toSorted((a, b) => a.timer.number - b.timer.number)
    .map(({ hand, timer }) => () => {
      if (hand.timers.has(timer)) hand.fire(timer)
    })
  return { at, tasks }
}
