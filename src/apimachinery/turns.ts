/**
 * Long work in parts, so that other requests are served in between. There is one event loop, and a large body or a long list must
 * not hold it until it is done: such work is a generator that yields wherever it may pause.
 */
import { Rounds } from './rounds.ts'
import type { UserInfo } from './user.ts'

/** Work that may pause at each `yield`, and returns its result at the end. */
export type Steps<R> = Generator<void, R, void>

/** More bytes than this in a request, or in the object that it changes, are worked on in turns: less takes some milliseconds. */
const AT_ONCE_BYTES = 8 * 1024

export const isLarge = (bytes: Pick<Uint8Array, 'length'>): boolean => bytes.length > AT_ONCE_BYTES

/** Work that is done already: its result. */
// oxlint-disable-next-line require-yield -- there is nothing left to do
export function* done<R>(result: R): Steps<R> {
  return result
}

/** Does all parts one after the other. */
export const atOnce = <R>(parts: Steps<R>): R => {
  for (;;) {
    const step = parts.next()
    if (step.done === true) return step.value
  }
}

/** How much work fits into one turn, in bytes that are converted: some milliseconds. */
const PORTION_BYTES = 128 * 1024

/** Counts work until there is enough for one turn. */
export class Portion {
  #bytes = 0

  /** Adds work, in bytes or in what costs as much; true when it is time to let others have a turn. */
  add(bytes: number): boolean {
    this.#bytes += bytes
    if (this.#bytes < PORTION_BYTES) return false
    this.#bytes = 0
    return true
  }
}

/** Who waits for work in turns. */
export interface Caller {
  /** turns go round among users, whatever each of them has to do */
  readonly user: Pick<UserInfo, 'name'>
  /** fires when nobody waits for the rest any more */
  readonly signal: AbortSignal
}

/**
 * Gives turns, one in each round of the event loop, however many wait: to one user after the other, and to each in the order in which
 * its turns are asked for.
 */
export class Turns {
  readonly #rounds = new Rounds(1)

  /** Resolves when it is the caller's turn. Without a caller the turn is that of no user in particular. */
  next(caller?: Pick<Caller, 'user'>): Promise<void> {
    return this.#rounds.turn(caller?.user.name ?? '')
  }

  /**
   * Does the first part at once and each other in a turn of its own. Rejects with what a part throws, and with the reason of the
   * caller's signal when nobody waits for the rest any more.
   */
  async run<R>(parts: Steps<R>, caller?: Caller): Promise<R> {
    for (;;) {
      const step = parts.next()
      if (step.done === true) return step.value
      await this.next(caller)
      caller?.signal.throwIfAborted()
    }
  }
}
