import type { Clock } from '../../apimachinery/clock.ts'

export interface Timer {
  /** in the order in which timers were set */
  readonly number: number
  /** milliseconds since the epoch, on this clock */
  due: number
  /** full delay in milliseconds */
  readonly ms: number
  readonly task: () => void
  readonly idleUntil: (() => number) | undefined
  /** cancels the timer on the base clock */
  callOff: () => void
}

const NOTHING = (): void => undefined

let count = 0

export type AdjustableClock = ReturnType<typeof adjustableClock>

/** Follows another clock, and can be stopped and moved. */
export const adjustableClock = (base: Clock) => {
  const timers = new Set<Timer>()
  /** the time while stopped, or at the last start */
  let at = base.now()
  /** the base clock's time at the last start; undefined: stopped */
  let running: number | undefined = at

  const now = (): number => (running === undefined ? at : at + (base.now() - running))

  const drop = (timer: Timer): void => {
    timers.delete(timer)
    timer.callOff()
  }

  const fire = (timer: Timer): void => {
    drop(timer)
    timer.task()
  }

  const arm = (timer: Timer): void => {
    const { ms, idleUntil } = timer
    const late = now() - timer.due
    // a timer that a move has skipped is due again after a whole number of periods
    if (late > 0 && ms > 0 && idleUntil !== undefined) timer.due += Math.ceil(late / ms) * ms
    const left = Math.max(timer.due - now(), 0)
    timer.callOff = base.after(left, () => fire(timer))
  }

  return {
    timers,
    now,
    fire,

    after: (ms: number, task: () => void, idleUntil?: () => number): (() => void) => {
      const wait = Math.max(ms, 0)
      const due = now() + wait
      const timer = { number: count++, due, ms: wait, task, idleUntil, callOff: NOTHING }
      timers.add(timer)
      if (running !== undefined) arm(timer)
      return () => drop(timer)
    },

    /** Returns the base clock's time. */
    stop: (): number => {
      const shown = base.now()
      if (running !== undefined) at += shown - running
      running = undefined
      for (const timer of timers) timer.callOff()
      return shown
    },

    /** Starts the clock as if it had run since the base clock showed `since`. */
    go: (since = base.now()): void => {
      running = since
      timers.forEach(arm)
    },

    put: (time: number): void => {
      at = time
    },

    /** Moves the stopped clock back; then no timer waits longer than its full delay. */
    putBack: (time: number): void => {
      at = time
      for (const timer of timers) timer.due = Math.min(timer.due, time + timer.ms)
    },
  }
}
