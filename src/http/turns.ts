/** Turns of the event loop, for work that takes a noticeable part of one. */
import { setImmediate } from 'node:timers/promises'

/** Reading a body of this size and working on it takes a millisecond or more. */
export const LARGE_BODY_BYTES = 64 * 1024

export class Turns {
  #last: Promise<unknown> = Promise.resolve()

  /** Resolves in a turn of its own: between two of them, the small requests of others are answered. First come, first served. */
  next(): Promise<void> {
    const turn = this.#last.then(() => setImmediate())
    this.#last = turn
    return turn
  }
}
