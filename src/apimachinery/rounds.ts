/**
 * Round-robin between users, so that a user with hundreds of connections does not delay all others.
 */
import { FairQueue } from './fair-queue.ts'

/** Limits the work in each round of the event loop; when the limit is reached, users take turns. */
export class Rounds<O = string> {
  readonly #share: number
  readonly #waiting = new FairQueue<() => void, O>()
  #left: number
  /** whether the next round is scheduled */
  #counting = false

  /** `share`: pieces of work per round, for all users together. */
  constructor(share: number) {
    this.#share = share
    this.#left = share
  }

  /** Returns undefined if the caller may proceed now, else a promise that resolves on its turn. */
  next(owner: O): Promise<void> | undefined {
    if (this.#left > 0 && this.#waiting.empty) {
      this.spend(1)
      return undefined
    }
    return this.turn(owner)
  }

  turn(owner: O): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(owner, resolve)
      this.#count()
    })
  }

  spend(pieces: number): void {
    this.#left -= pieces
    this.#count()
  }

  #count(): void {
    if (this.#counting) return
    this.#counting = true
    setImmediate(this.#begin)
  }

  readonly #begin = (): void => {
    this.#counting = false
    this.#left = this.#share
    this.#serve()
  }

  readonly #serve = (): void => {
    if (this.#waiting.empty) return
    this.#count()
    if (this.#left <= 0) return
    this.#left -= 1
    this.#waiting.shift()!()
    // work started by this turn may spend more of the round, so it runs before the next turn
    queueMicrotask(this.#serveLater)
  }

  readonly #serveLater = (): void => process.nextTick(this.#serve)
}
