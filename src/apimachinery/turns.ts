/** Round-robin for long work, so that a large body or list does not block the event loop. */
import { Rounds } from './rounds.ts'
import type { UserInfo } from './user.ts'

/** Work that may pause at each `yield`, and returns its result. */
export type Steps<R> = Generator<void, R, void>

/** A larger body, or a larger object to change, is processed in turns. */
const AT_ONCE_BYTES = 8 * 1024

export const isLarge = (bytes: Pick<Uint8Array, 'length'>): boolean => bytes.length > AT_ONCE_BYTES

// oxlint-disable-next-line require-yield -- there is nothing left to do
export function* done<R>(result: R): Steps<R> {
  return result
}

export const atOnce = <R>(parts: Steps<R>): R => {
  for (;;) {
    const step = parts.next()
    if (step.done === true) return step.value
  }
}

/** Bytes of stored objects to select or render per turn: some milliseconds of work. */
const PORTION_BYTES = 128 * 1024

export class Portion {
  #bytes = 0

  /** Returns true at the end of the turn. */
  add(bytes: number): boolean {
    this.#bytes += bytes
    if (this.#bytes < PORTION_BYTES) return false
    this.#bytes = 0
    return true
  }
}

export interface Caller {
  readonly user: Pick<UserInfo, 'name'>
  readonly signal: AbortSignal
}

/** Gives one turn per round of the event loop, to each waiting user in rotation. */
export class Turns {
  readonly #rounds = new Rounds(1)

  /** Resolves on the caller's turn. Calls without a caller share the turns of one user. */
  next(caller?: Pick<Caller, 'user'>): Promise<void> {
    return this.#rounds.turn(caller?.user.name ?? '')
  }

  /**
   * Runs the first step at once, each later step in its own turn. Rejects with a step's error, or
   * the reason of the caller's signal.
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
