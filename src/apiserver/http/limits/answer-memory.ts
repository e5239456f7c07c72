/** Bounds the memory for large answers, which stay in memory until the client reads them. */
import type { Clock } from '../../../apimachinery/clock.ts'
import type { UserInfo } from '../../../apimachinery/user.ts'
import { type Share, sharedCapacity } from './shared-capacity.ts'

const PASSED_AT_ONCE_BYTES = 64 * 1024

const CAPACITY_BYTES = 64 * 1024 * 1024

/** this many bytes of an answer exist twice, plain and encrypted (`answer/pieces.ts`) */
const SENT_AT_ONCE_BYTES = 512 * 1024

/**
 * A client gets this long to read its answer, plus a second per MiB. After that, it may be
 * disconnected to make room for a waiting answer.
 */
const PATIENCE_MS = 5000
const PATIENCE_MS_PER_BYTE = 1000 / (1024 * 1024)

export interface Taker {
  readonly user: Pick<UserInfo, 'name'>
  cut(): void
}

const sizeOf = (bytes: number): number =>
  Math.min(bytes + Math.min(bytes, SENT_AT_ONCE_BYTES), CAPACITY_BYTES)

/** Reserves memory for one answer; a small answer needs none. */
export class AnswerRoom {
  readonly #enter: (bytes: number) => Share
  #share: Share | undefined
  #ended = false

  constructor(enter: (bytes: number) => Share) {
    this.#enter = enter
  }

  /**
   * Reserves memory for `bytes` instead of the present reservation. Resolves when there is room, or
   * after `leave` or `end`. Returns undefined if the answer need not wait: an answer that has a
   * reservation never waits.
   */
  take(bytes: number): Promise<void> | undefined {
    if (this.#ended || bytes <= PASSED_AT_ONCE_BYTES) this.leave()
    else if (this.#share !== undefined) this.#share.resize(sizeOf(bytes))
    else return (this.#share = this.#enter(bytes)).entering
    return undefined
  }

  leave(): void {
    this.#share?.leave()
    this.#share = undefined
  }

  /** Releases the bytes; later calls of `take` reserve nothing. */
  end(): void {
    this.#ended = true
    this.leave()
  }
}

export const answerMemory = (clock: Clock) => {
  const capacity = sharedCapacity(CAPACITY_BYTES, CAPACITY_BYTES)
  /** shares of slow clients, oldest first */
  const overdue = new Map<Share, Taker>()

  const held = ({ user }: Taker): number => capacity.heldBy(user.name)

  /**
   * While an answer waits, cuts slow clients, first those of the user who holds the most. Spares
   * users who hold less than the waiting user.
   */
  const makeRoom = (): void => {
    for (;;) {
      const waiting = capacity.leastWaiting()
      const [slowest] = [...overdue].sort(([, a], [, b]) => held(b) - held(a))
      if (waiting === undefined || slowest === undefined) return
      const [share, taker] = slowest
      if (held(taker) < capacity.heldBy(waiting)) return
      overdue.delete(share)
      taker.cut()
      // releases the memory for others before the connection has ended
      share.leave()
    }
  }

  const enter = (taker: Taker, bytes: number): Share => {
    let cancelTimer: (() => void) | undefined
    const share = capacity.take(taker.user.name, sizeOf(bytes), () => {
      cancelTimer = clock.after(PATIENCE_MS + bytes * PATIENCE_MS_PER_BYTE, () => {
        overdue.set(share, taker)
        makeRoom()
      })
    })
    if (share.entering !== undefined) makeRoom()
    const leave = (): void => {
      cancelTimer?.()
      overdue.delete(share)
      share.leave()
    }
    return { ...share, leave }
  }

  return {
    taken: capacity.taken,
    roomOf: (taker: Taker): AnswerRoom => new AnswerRoom((bytes) => enter(taker, bytes)),
  }
}

export type AnswerMemory = ReturnType<typeof answerMemory>
