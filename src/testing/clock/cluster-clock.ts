import { setImmediate } from 'node:timers/promises'
import type { Clock, ClusterTime } from '../../apimachinery/clock.ts'
import { serviceUnavailable, type StatusError } from '../../apimachinery/status.ts'
import { nextDue } from './agenda.ts'
import { AdjustableClock } from './adjustable-clock.ts'

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

/**
 * The cluster's clock. A move forward runs the due timers in order, and waits for the work of each
 * before the next.
 */
export class ClusterClock implements ClusterTime {
  readonly unstoppable: AdjustableClock
  readonly real: Clock
  readonly #base: Clock
  readonly #time: AdjustableClock
  readonly #workers = new Set<() => boolean>()
  #onChange: (state: ClockState) => void = () => undefined
  #last: Promise<unknown> = Promise.resolve()
  /** whether the clock runs, apart from the pause during a move */
  #goes = true
  #stopped = false

  /** `base`: the clock to follow. */
  constructor(base: Clock, real: Clock) {
    this.#base = base
    this.real = real
    this.#time = new AdjustableClock(base)
    this.unstoppable = new AdjustableClock(real)
  }

  now(): number {
    return this.#time.now()
  }

  after(ms: number, task: () => void, idleUntil?: () => number): () => void {
    return this.#time.after(ms, task, idleUntil)
  }

  get running(): boolean {
    return this.#goes
  }

  /** milliseconds ahead of real time */
  get ahead(): number {
    return this.now() - this.real.now()
  }

  get state(): ClockState {
    return this.#goes ? { ahead: this.now() - this.#base.now() } : { stands: this.now() }
  }

  /** Must be called before there are timers. */
  resume(state: ClockState): void {
    this.#time.stop()
    this.#time.put('stands' in state ? state.stands : this.#base.now() + state.ahead)
    this.#goes = 'ahead' in state
    if (this.#goes) this.#time.go()
  }

  /** Calls `task` before a change takes effect; an error cancels the change. */
  onChange(task: (state: ClockState) => void): void {
    this.#onChange = task
  }

  /** Moves wait while `isBusy` returns true. The returned function removes `isBusy`. */
  waitsFor(isBusy: () => boolean): () => void {
    this.#workers.add(isBusy)
    return () => this.#workers.delete(isBusy)
  }

  /** Resolves when all due work is done. Rejects with a 503 StatusError if the cluster closes. */
  advance(ms: number): Promise<void> {
    return this.#inTurn(() => this.#pass(this.now() + ms, this.#goes))
  }

  /**
   * undefined: unchanged. A move to a later time is like {@link advance}; a move to an earlier time
   * runs no timers.
   */
  set(time: number | undefined, goes: boolean | undefined): Promise<void> {
    return this.#inTurn(() => this.#pass(time ?? this.now(), goes ?? this.#goes))
  }

  /** Like {@link set}. */
  goTo(state: ClockState): Promise<void> {
    return 'stands' in state
      ? this.set(state.stands, false)
      : this.#inTurn(() => this.#pass(this.#base.now() + state.ahead, true))
  }

  /** Resolves when all work and its consequences are done. */
  async settled(): Promise<void> {
    for (let quiet = 0; quiet < QUIET_ROUNDS;) {
      await setImmediate()
      if (this.#stopped) throw clockStopped()
      quiet = this.#isBusy() ? 0 : quiet + 1
    }
  }

  /** Resolves when no move is running. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#last.catch(() => undefined)
  }

  #inTurn(move: () => Promise<void>): Promise<void> {
    const done = this.#last.then(move, move)
    this.#last = done
    done.catch(() => undefined)
    return done
  }

  async #pass(target: number, goes: boolean): Promise<void> {
    if (this.#stopped) throw clockStopped()
    const clocks = [this.#time, this.unstoppable]
    // the stored state and the move must start at the same moment
    const [since, unstoppableSince] = clocks.map((clock) => clock.stop()) as [number, number]
    const starts = clocks.map((clock) => clock.now()) as [number, number]
    const [start] = starts
    const move = (passed: number): void =>
      clocks.forEach((clock, i) => clock.put(starts[i]! + passed))
    let goesOn = this.#goes
    try {
      this.#onChange(goes ? { ahead: target - since } : { stands: target })
      goesOn = goes
      await this.settled()
      for (;;) {
        const next = nextDue(clocks, starts)
        if (next === undefined || next.at > target - start) break
        move(Math.max(next.at, 0))
        for (const task of next.tasks) task()
        await this.settled()
      }
      if (target >= start) move(target - start)
      else this.#time.putBack(target)
    } finally {
      this.#goes = goesOn
      this.unstoppable.go(unstoppableSince)
      // the clock also passes the time that the move itself took
      if (goesOn) this.#time.go(since)
    }
  }

  #isBusy(): boolean {
    for (const isBusy of this.#workers) if (isBusy()) return true
    return false
  }
}
