/** Bounds the memory for large answers, which stay in memory until the client reads them. */
import type { Clock } from '../../../apimachinery/clock.ts'
import type { UserInfo } from '../../../apimachinery/user.ts'
import { type Share, SharedCapacity } from './shared-capacity.ts'

const PASSED_AT_ONCE_BYTES = 64 * 1024

const CAPACITY_BYTES = 64 * 1024 * 1024

/** this many bytes of an answer exist twice, plain and encrypted (`answer/pieces.ts`) */
const SENT_AT_ONCE_BYTES = 512 * 1024

/** A client that takes longer, plus a second per MiB, is cut if other answers wait. */
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
   * Reserves `bytes` instead of the present reservation. Resolves when there is room or the call
   * has ended; undefined: at once. A call that has a reservation never waits.
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

export class AnswerMemory {
  readonly #clock: Clock
  readonly #capacity = new SharedCapacity(CAPACITY_BYTES, CAPACITY_BYTES)
  /** shares of slow clients, oldest first */
  readonly #overdue = new Map<Share, Taker>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get taken(): number {
    return this.#capacity.taken
  }

  roomOf(taker: Taker): AnswerRoom {
    return new AnswerRoom((bytes) => this.#enter(taker, bytes))
  }

  #enter(taker: Taker, bytes: number): Share {
    let cancelTimer: (() => void) | undefined
    const share = this.#capacity.take(taker.user.name, sizeOf(bytes), () => {
      cancelTimer = this.#clock.after(PATIENCE_MS + bytes * PATIENCE_MS_PER_BYTE, () => {
        this.#overdue.set(share, taker)
        this.#makeRoom()
      })
    })
    if (share.entering !== undefined) this.#makeRoom()
    const leave = (): void => {
      cancelTimer?.()
      this.#overdue.delete(share)
      share.leave()
    }
    return { ...share, leave }
  }

  /**
   * While an answer waits, cuts slow clients, those of the user who holds the most first. Never
   * cuts for a user who holds more.
   */
  #makeRoom(): void {
    const held = ({ user }: Taker): number => this.#capacity.heldBy(user.name)
    for (;;) {
      const waiting = this.#capacity.leastWaiting()
      const [slowest] = [...this.#overdue].sort(([, a], [, b]) => held(b) - held(a))
      if (waiting === undefined || slowest === undefined) return
      const [share, taker] = slowest
      if (held(taker) < this.#capacity.heldBy(waiting)) return
      this.#overdue.delete(share)
      taker.cut()
      // does not wait for the end of the connection
      share.leave()
    }
  }
}
