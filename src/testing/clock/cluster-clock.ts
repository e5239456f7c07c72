import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../../apimachinery/clock.ts'
import { serviceUnavailable, type StatusError } from '../../apimachinery/status.ts'
import { nextDue } from './agenda.ts'
import { adjustableClock } from './adjustable-clock.ts'

export type ClockState =
  /** runs this many milliseconds ahead of its base */
  | { readonly ahead: number }
  /** stopped at this time, milliseconds since the epoch */
  | { readonly stands: number }

const clockStopped = (): StatusError =>
  serviceUnavailable('the cluster was closed while its clock was moved')

/**
 * Idle rounds of the event loop after which work counts as done. One is not enough, because work
 * moves from queue to queue.
 */
const QUIET_ROUNDS = 3

export type ClusterClock = ReturnType<typeof clusterClock>

/**
 * The cluster's clock, which follows `base`. A move forward pauses whenever timers fall due, until
 * their work is done.
 */
export const clusterClock = (base: Clock, real: Clock) => {
  const clock = adjustableClock(base)
  const unstoppable = adjustableClock(real)
  const { now, after } = clock
  const workers = new Set<() => boolean>()
  let onChange: (state: ClockState) => void = () => undefined
  let last: Promise<unknown> = Promise.resolve()
  /** whether the clock runs, apart from the pause during a move */
  let goes = true
  let isStopped = false

  /** Resolves when all work and its consequences are done. Rejects if the cluster closes. */
  const settled = async (): Promise<void> => {
    for (let quiet = 0; quiet < QUIET_ROUNDS;) {
      await setImmediate()
      if (isStopped) throw clockStopped()
      quiet = [...workers].some((isBusy) => isBusy()) ? 0 : quiet + 1
    }
  }

  const inTurn = (move: () => Promise<void>): Promise<void> => {
    const done = last.then(move, move)
    last = done
    done.catch(() => undefined)
    return done
  }

  const pass = async (target: number, isToGo: boolean): Promise<void> => {
    if (isStopped) throw clockStopped()
    const clocks = [clock, unstoppable]
    // the move and the state that `onChange` stores both count from these times
    const [since, unstoppableSince] = clocks.map((one) => one.stop()) as [number, number]
    const starts = clocks.map((one) => one.now()) as [number, number]
    const [start] = starts
    const move = (passed: number): void => clocks.forEach((one, i) => one.put(starts[i]! + passed))
    let goesOn = goes
    try {
      onChange(isToGo ? { ahead: target - since } : { stands: target })
      goesOn = isToGo
      await settled()
      for (;;) {
        const next = nextDue(clocks, starts)
        if (next === undefined || next.at > target - start) break
        move(Math.max(next.at, 0))
        for (const task of next.tasks) task()
        await settled()
      }
      if (target >= start) move(target - start)
      else clock.putBack(target)
    } finally {
      goes = goesOn
      unstoppable.go(unstoppableSince)
      // the clock also advances by the time that the move took
      if (goesOn) clock.go(since)
    }
  }

  /** An undefined argument changes nothing. A move to an earlier time runs no timers. */
  const set = (time: number | undefined, isToGo: boolean | undefined): Promise<void> =>
    inTurn(() => pass(time ?? now(), isToGo ?? goes))

  return {
    unstoppable,
    real,
    now,
    after,
    settled,
    set,

    get running(): boolean {
      return goes
    },
    /** milliseconds ahead of real time */
    get ahead(): number {
      return now() - real.now()
    },
    get state(): ClockState {
      return goes ? { ahead: now() - base.now() } : { stands: now() }
    },

    /** Must be called before there are timers. */
    resume: (state: ClockState): void => {
      clock.stop()
      clock.put('stands' in state ? state.stands : base.now() + state.ahead)
      goes = 'ahead' in state
      if (goes) clock.go()
    },

    /** Calls `task` before a change takes effect; an error cancels the change. */
    onChange: (task: (state: ClockState) => void): void => {
      onChange = task
    },

    /** Moves wait while `isBusy` returns true. The returned function removes `isBusy`. */
    waitsFor: (isBusy: () => boolean): (() => void) => {
      workers.add(isBusy)
      return () => workers.delete(isBusy)
    },

    /** Resolves when all due work is done. Rejects with a 503 StatusError if the cluster closes. */
    advance: (ms: number): Promise<void> => inTurn(() => pass(now() + ms, goes)),

    /** Moves the clock to a saved state, like `set`. */
    goTo: (state: ClockState): Promise<void> =>
      'stands' in state
        ? set(state.stands, false)
        : inTurn(() => pass(base.now() + state.ahead, true)),

    /** Makes running and later moves reject with a 503. Resolves when no move is running. */
    stop: async (): Promise<void> => {
      isStopped = true
      await last.catch(() => undefined)
    },
  }
}
