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

/** Follows another clock, and can be stopped and moved. */
export class AdjustableClock implements Clock {
  readonly #base: Clock
  readonly #timers = new Set<Timer>()
  /** the time while stopped, or at the last start */
  #at: number
  /** the base clock's time at the last start; undefined: stopped */
  #since: number | undefined

  constructor(base: Clock) {
    this.#base = base
    this.#at = this.#since = base.now()
  }

  get timers(): ReadonlySet<Timer> {
    return this.#timers
  }

  now(): number {
    return this.#since === undefined ? this.#at : this.#at + (this.#base.now() - this.#since)
  }

  after(ms: number, task: () => void, idleUntil?: () => number): () => void {
    const wait = Math.max(ms, 0)
    const due = this.now() + wait
    const timer = { number: count++, due, ms: wait, task, idleUntil, callOff: NOTHING }
    this.#timers.add(timer)
    if (this.#since !== undefined) this.#arm(timer)
    return () => this.#drop(timer)
  }

  /** Returns the base clock's time. */
  stop(): number {
    const shown = this.#base.now()
    if (this.#since !== undefined) this.#at += shown - this.#since
    this.#since = undefined
    for (const timer of this.#timers) timer.callOff()
    return shown
  }

  /** Starts the clock as if it had run since the base clock showed `since`. */
  go(since = this.#base.now()): void {
    this.#since = since
    for (const timer of this.#timers) this.#arm(timer)
  }

  put(time: number): void {
    this.#at = time
  }

  /** Moves the stopped clock back; then no timer waits longer than its full delay. */
  putBack(time: number): void {
    this.#at = time
    for (const timer of this.#timers) timer.due = Math.min(timer.due, time + timer.ms)
  }

  fire(timer: Timer): void {
    this.#drop(timer)
    timer.task()
  }

  #arm(timer: Timer): void {
    const { ms, idleUntil } = timer
    const late = this.now() - timer.due
    // an idle timer that a move has skipped keeps its period
    if (late > 0 && ms > 0 && idleUntil !== undefined) timer.due += Math.ceil(late / ms) * ms
    const left = Math.max(timer.due - this.now(), 0)
    timer.callOff = this.#base.after(left, () => this.fire(timer))
  }

  #drop(timer: Timer): void {
    this.#timers.delete(timer)
    timer.callOff()
  }
}
