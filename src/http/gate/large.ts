/** Large requests: few of them are worked on at a time, since each takes many times its size until it is answered. */
import type { Caller, Turns } from '../../api/turns.ts'
import { Places } from './places.ts'

const AT_ONCE = 4

/** How a request that is worked on gives up its place while it only waits. */
export type Pause = NonNullable<Caller['pause']>

export class LargeRequests {
  readonly #turns: Turns
  readonly #places = new Places({ room: AT_ONCE, reserve: AT_ONCE })

  constructor(turns: Turns) {
    this.#turns = turns
  }

  /** How many are worked on. */
  get running(): number {
    return this.#places.taken
  }

  /**
   * Answers one when there is room, in a turn of its own. `task` gets what it waits with, so that it holds no place meanwhile.
   * Rejects with the reason of the caller's signal when nobody waits any more.
   */
  async run<R>(task: (pause: Pause) => R | Promise<R>, caller: Caller): Promise<R> {
    let leave = await this.#enter(caller)
    const pause: Pause = async (wait) => {
      leave()
      try {
        return await wait()
      } finally {
        leave = await this.#enter(caller)
      }
    }
    try {
      await this.#turns.next(caller)
      caller.signal.throwIfAborted()
      return await task(pause)
    } finally {
      leave()
    }
  }

  #enter({ user }: Caller): Promise<() => void> {
    return new Promise((resolve) => this.#places.take(user.name, 1, ({ leave }) => resolve(leave)))
  }
}
