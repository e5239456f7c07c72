import type { Clock } from '../../apimachinery/clock.ts'

export interface Timer {
  /** in the order in which timers of all hands were set */
  readonly number: number
  /** when it fires, as its hand shows it */
  due: number
  /** how long it was to wait */
  readonly ms: number
  readonly task: () => void
  readonly idleUntil: (() => number) | undefined
  /** calls off what would fire it by itself */
  callOff: () => void
}

const NOTHING = (): void => undefined

let count = 0

/**
 * A clock that goes with another one, or stands still, or is put elsewhere; its timers go with it.
 */
export class Hand implements Clock {
  readonly #base: Clock
  readonly #timers = new Set<Timer>()
  /** where it stands, or stood when it last began to go */
  #at: number
  /** what its base showed then; undefined: it stands */
  #since: number | undefined

  constructor(base: Clock) {
    this.#base = base
    this.#at = this.#since = base.now()
  }

  /** Those that have neither fired nor been called off. */
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

  /** Stands still from now on, and fires nothing by itself. Returns what its base shows. */
  stop(): number {
    const shown = this.#base.now()
    if (this.#since !== undefined) this.#at += shown - this.#since
    this.#since = undefined
    for (const timer of this.#timers) timer.callOff()
    return shown
  }

  /**
   * Goes on with its base from where it stands, as if it had done so since the base showed `since`.
   */
  go(since = this.#base.now()): void {
    this.#since = since
    for (const timer of this.#timers) this.#arm(timer)
  }

  /** Puts it forward, while it stands. */
  put(time: number): void {
    this.#at = time
  }

  /**
   * Puts it back, while it stands. No timer waits longer than it was to wait from its beginning.
   */
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
    // it was left out while time was passed: its next moment is one of those that it would have had
    if (late > 0 && ms > 0 && idleUntil !== undefined) timer.due += Math.ceil(late / ms) * ms
    const left = Math.max(timer.due - this.now(), 0)
    timer.callOff = this.#base.after(left, () => this.fire(timer))
  }

  #drop(timer: Timer): void {
    this.#timers.delete(timer)
    timer.callOff()
  }
}
