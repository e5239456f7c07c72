/**
 * Small work, shared out. One round of the event loop reads what has come on every connection, and would do all of it before it looks at
 * any of them again: whoever has hundreds of connections would make each round as long as that takes.
 */
import { FairQueue } from './fair-queue.ts'

/** Lets so much happen in each round of the event loop; of more, one user after the other in the rounds that follow. */
export class Rounds<O = string> {
  readonly #share: number
  readonly #waiting = new FairQueue<() => void, O>()
  #left: number
  /** whether the end of this round is waited for */
  #counting = false

  /** `share`: how many pieces of work one round has, of all users together. */
  constructor(share: number) {
    this.#share = share
    this.#left = share
  }

  /** Undefined: now. Otherwise resolves when it is the owner's turn. */
  next(owner: O): Promise<void> | undefined {
    if (this.#left > 0 && this.#waiting.size === 0) {
      this.spend(1)
      return undefined
    }
    return this.turn(owner)
  }

  /** Resolves when it is the owner's turn in a later round. */
  turn(owner: O): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(owner, resolve)
      this.#count()
    })
  }

  /** Takes more of this round, for work that has turned out to be as much as so many other pieces. */
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
    if (this.#waiting.size === 0) return
    this.#count()
    if (this.#left <= 0) return
    this.#left -= 1
    this.#waiting.shift()!()
    // what that has set going comes first, since it may spend more of the round
    queueMicrotask(this.#serveLater)
  }

  readonly #serveLater = (): void => process.nextTick(this.#serve)
}
