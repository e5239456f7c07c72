/**
 * Bounds the memory for large answers, which stay in memory until the client reads them. Small
 * answers never wait.
 */
import type { Clock } from '../../../apimachinery/clock.ts'
import type { UserInfo } from '../../../apimachinery/user.ts'
import { type Reservation, Places } from './places.ts'

const PASSED_AT_ONCE_BYTES = 64 * 1024

/** bytes for answers that are being made or read */
const ROOM_BYTES = 64 * 1024 * 1024

/** bytes of an answer that exist twice, the second time encrypted (`answer/pieces.ts`) */
const SENT_AT_ONCE_BYTES = 512 * 1024

/** A client that takes longer, plus a second per MiB, is cut when others wait. */
const PATIENCE_MS = 5000
const PATIENCE_MS_PER_BYTE = 1000 / (1024 * 1024)

export interface AnswerRoom {
  /**
   * Replaces the reservation with one of `bytes`. Undefined: done; otherwise resolves when there is
   * room or the call has ended. An answer that already has a reservation never waits.
   */
  take(bytes: number): Promise<void> | undefined
  /** Releases the bytes until the next `take`. */
  leave(): void
  /** Releases the bytes; the last call. */
  end(): void
}

export interface Taker {
  readonly user: Pick<UserInfo, 'name'>
  cut(): void
}

/** An answer larger than the whole memory reserves all of it. */
const sizeOf = (bytes: number): number =>
  Math.min(bytes + Math.min(bytes, SENT_AT_ONCE_BYTES), ROOM_BYTES)

type Entered = (place: Reservation, release: () => void) => void
type Enter = (taker: Taker, bytes: number, entered: Entered) => () => void

/** Most rooms are never needed, so nothing is made before the first large answer. */
class Room implements AnswerRoom {
  readonly #taker: Taker
  readonly #enter: Enter
  /** releases the place, or stops waiting for it */
  #release: (() => void) | undefined
  #place: Reservation | undefined
  #ended = false

  constructor(taker: Taker, enter: Enter) {
    this.#taker = taker
    this.#enter = enter
  }

  take(bytes: number): Promise<void> | undefined {
    if (this.#ended || bytes <= PASSED_AT_ONCE_BYTES) this.leave()
    else if (this.#place === undefined) return this.#entering(bytes)
    else this.#place.resize(sizeOf(bytes))
    return undefined
  }

  leave(): void {
    const release = this.#release
    this.#release = this.#place = undefined
    release?.()
  }

  end(): void {
    this.#ended = true
    this.leave()
  }

  #entering(bytes: number): Promise<void> | undefined {
    let settle: (() => void) | undefined
    const waiting = new Promise<void>((resolve) => (settle = resolve))
    const forget = this.#enter(this.#taker, bytes, (place, release) => {
      this.#place = place
      this.#release = release
      settle?.()
    })
    if (this.#place !== undefined) return undefined
    this.#release = () => {
      forget()
      settle?.()
    }
    return waiting
  }
}

export class AnswerMemory {
  readonly #clock: Clock
  readonly #places = new Places({ room: ROOM_BYTES, reserve: ROOM_BYTES })
  /** slow clients with their places, oldest first */
  readonly #overdue = new Map<Reservation, Taker>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get taken(): number {
    return this.#places.taken
  }

  /** Returns the empty room of one answer. */
  roomOf(taker: Taker): AnswerRoom {
    return new Room(taker, this.#enter)
  }

  /**
   * Calls `entered` with the place and its release, perhaps at once. Returns a function that stops
   * waiting.
   */
  readonly #enter: Enter = (taker, bytes, entered) => {
    let inside = false
    const waiting = this.#places.take(taker.user.name, sizeOf(bytes), (place) => {
      inside = true
      entered(place, this.#hold(place, taker, bytes))
    })
    if (!inside) this.#makeRoom()
    return waiting.leave
  }

  #hold(place: Reservation, taker: Taker, bytes: number): () => void {
    const inTime = this.#clock.after(PATIENCE_MS + bytes * PATIENCE_MS_PER_BYTE, () => {
      this.#overdue.set(place, taker)
      this.#makeRoom()
    })
    return () => {
      inTime()
      this.#overdue.delete(place)
      place.leave()
    }
  }

  /** Cuts slow clients of the user who holds most, until all waiting users hold more. */
  #makeRoom(): void {
    const held = ({ user }: Taker): number => this.#places.heldBy(user.name)
    for (;;) {
      const waiting = this.#places.leastWaiting()
      const [slowest] = [...this.#overdue].sort(([, a], [, b]) => held(b) - held(a))
      if (waiting === undefined || slowest === undefined) return
      const [place, taker] = slowest
      if (held(taker) < this.#places.heldBy(waiting)) return
      this.#overdue.delete(place)
      taker.cut()
      // now, since the connection ends later
      place.leave()
    }
  }
}
