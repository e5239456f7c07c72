/** Large requests: few of them are worked on at a time, since each takes many times its size until it is answered. */
import type { Turns } from '../../api/turns.ts'

const AT_ONCE = 4

export class LargeRequests {
  readonly #turns: Turns
  readonly #waiting: (() => void)[] = []
  #running = 0

  constructor(turns: Turns) {
    this.#turns = turns
  }

  /** Answers one when there is room, in a turn of its own. Rejects with the reason of `signal` when nobody waits any more. */
  async run<R>(task: () => R | Promise<R>, signal: AbortSignal): Promise<R> {
    if (this.#running < AT_ONCE) this.#running++
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    try {
      await this.#turns.next()
      signal.throwIfAborted()
      return await task()
    } finally {
      // the place goes to the next in line
      const next = this.#waiting.shift()
      if (next === undefined) this.#running--
      else next()
    }
  }
}
