import { setImmediate } from 'node:timers/promises'
import type { Clock, ClusterTime } from '../../apimachinery/clock.ts'
import { nextDue } from './agenda.ts'
import { Hand } from './hand.ts'

/** The state of a clock, from which another one can continue. */
export type ClockState =
  /** it goes, so many milliseconds ahead of its base */
  | { readonly ahead: number }
  /** it stands at this time, milliseconds since the epoch */
  | { readonly stands: number }

/** The server was closed while time passed. */
export class ClockStopped extends Error {
  override readonly name = 'ClockStopped'
  constructor() {
    super('the cluster was closed while its clock was moved')
  }
}

/**
 * Rounds of the event loop in which nothing happens before all is taken for done: work is handed on
 * from one to the next.
 */
const QUIET_ROUNDS = 3

/**
 * The time of a cluster. It goes with a base clock until it is moved or made to stand. Moving it
 * forward passes the time in between: what falls due happens at its time and in its order, and each
 * has done all its work before the next one's turn.
 */
export class ClusterClock implements ClusterTime {
  readonly restless: Hand
  readonly real: Clock
  readonly #base: Clock
  readonly #time: Hand
  readonly #workers = new Set<() => boolean>()
  #onChange: (state: ClockState) => void = () => undefined
  #last: Promise<unknown> = Promise.resolve()
  /** whether it goes, apart from the moments while time is passed */
  #goes = true
  #stopped = false

  /** `base`: what it goes with; `real`: the time of clients. */
  constructor(base: Clock, real: Clock) {
    this.#base = base
    this.real = real
    this.#time = new Hand(base)
    this.restless = new Hand(real)
  }

  now(): number {
    return this.#time.now()
  }

  after(ms: number, task: () => void, idleUntil?: () => number): () => void {
    return this.#time.after(ms, task, idleUntil)
  }

  /** Whether it goes by itself. */
  get running(): boolean {
    return this.#goes
  }

  /** How far it is ahead of the time of clients, in milliseconds. */
  get ahead(): number {
    return this.now() - this.real.now()
  }

  get state(): ClockState {
    return this.#goes ? { ahead: this.now() - this.#base.now() } : { stands: this.now() }
  }

  /** Puts it where another one was, at once: for a start, when nothing waits yet. */
  resume(state: ClockState): void {
    this.#time.stop()
    this.#time.put('stands' in state ? state.stands : this.#base.now() + state.ahead)
    this.#goes = 'ahead' in state
    if (this.#goes) this.#time.go()
  }

  /**
   * Calls `task` with the new state before a change takes effect; what it throws keeps the clock as
   * it is.
   */
  onChange(task: (state: ClockState) => void): void {
    this.#onChange = task
  }

  /**
   * Time does not pass on while `isBusy`: it tells whether work is being done. The returned
   * function takes it away again.
   */
  waitsFor(isBusy: () => boolean): () => void {
    this.#workers.add(isBusy)
    return () => this.#workers.delete(isBusy)
  }

  /**
   * Passes so many milliseconds; resolves when all that falls due has happened. Rejects with
   * ClockStopped.
   */
  advance(ms: number): Promise<void> {
    return this.#inTurn(() => this.#pass(this.now() + ms, this.#goes))
  }

  /**
   * Moves it to a time, and lets it go on from there or stand. A later time is passed to as by
   * {@link advance}; an earlier one is there at once, and nothing happens. Undefined: as it is.
   */
  set(time: number | undefined, goes: boolean | undefined): Promise<void> {
    return this.#inTurn(() => this.#pass(time ?? this.now(), goes ?? this.#goes))
  }

  /** Moves it to where it or another one was, as by {@link set}. */
  goTo(state: ClockState): Promise<void> {
    return 'stands' in state
      ? this.set(state.stands, false)
      : this.#inTurn(() => this.#pass(this.#base.now() + state.ahead, true))
  }

  /** Resolves when what is being done has been done, and what came of it. */
  async settled(): Promise<void> {
    for (let quiet = 0; quiet < QUIET_ROUNDS;) {
      await setImmediate()
      if (this.#stopped) throw new ClockStopped()
      quiet = this.#isBusy() ? 0 : quiet + 1
    }
  }

  /** No time is passed any more; resolves when nobody does so. */
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
    if (this.#stopped) throw new ClockStopped()
    const hands = [this.#time, this.restless]
    // from here on both stand: what is kept of the change, and what comes of it, are counted from
    // the same moment
    const [since, restlessSince] = hands.map((hand) => hand.stop()) as [number, number]
    const starts = hands.map((hand) => hand.now()) as [number, number]
    const [start] = starts
    const move = (passed: number): void => hands.forEach((hand, i) => hand.put(starts[i]! + passed))
    let goesOn = this.#goes
    try {
      this.#onChange(goes ? { ahead: target - since } : { stands: target })
      goesOn = goes
      await this.settled()
      for (;;) {
        const next = nextDue(hands, starts)
        if (next === undefined || next.at > target - start) break
        move(Math.max(next.at, 0))
        for (const task of next.tasks) task()
        await this.settled()
      }
      if (target >= start) move(target - start)
      else this.#time.putBack(target)
    } finally {
      this.#goes = goesOn
      this.restless.go(restlessSince)
      // passing time takes time as well, which is not lost
      if (goesOn) this.#time.go(since)
    }
  }

  #isBusy(): boolean {
    for (const isBusy of this.#workers) if (isBusy()) return true
    return false
  }
}
