/**
 * Places that requests hold while they are worked on, and wait for: fair by user, as the queues of kube-apiserver's priority and fairness
 * are. Whoever holds nothing comes before all who hold something, and need not wait for them either.
 */
import { FairQueue } from '../../api/fair-queue.ts'

export interface PlacesOptions {
  /** how much may be held; in any unit */
  readonly room: number
  /** so much more, for the first that a user holds while others have taken the room */
  readonly reserve: number
}

interface Waiting {
  readonly size: number
  readonly enter: (leave: () => void) => void
}

export class Places {
  readonly #room: number
  readonly #reserve: number
  readonly #waiting = new FairQueue<Waiting>()
  /** by user, in the unit of the room */
  readonly #held = new Map<string, number>()
  #taken = 0
  #admitting = false

  constructor({ room, reserve }: PlacesOptions) {
    this.#room = room
    this.#reserve = reserve
  }

  /**
   * Calls `enter` when there is room for so much, perhaps at once, with a function that gives it back; a second call of that does
   * nothing.
   */
  take(user: string, size: number, enter: (leave: () => void) => void): void {
    this.#waiting.push(user, { size, enter })
    this.#admit()
  }

  #admit(): void {
    // whoever enters may leave at once
    if (this.#admitting) return
    this.#admitting = true
    for (let user = this.#next(); user !== undefined; user = this.#next()) {
      const { size, enter } = this.#waiting.shift(user)!
      this.#hold(user, size)
      let left = false
      enter(() => {
        if (left) return
        left = true
        this.#hold(user, -size)
        this.#admit()
      })
    }
    this.#admitting = false
  }

  #hold(user: string, size: number): void {
    this.#taken += size
    const held = this.#heldBy(user) + size
    if (held === 0) this.#held.delete(user)
    else this.#held.set(user, held)
  }

  #heldBy(user: string): number {
    return this.#held.get(user) ?? 0
  }

  /** The waiting user who holds least, if what they wait for fits; a smaller request does not jump the queue before a larger one. */
  #next(): string | undefined {
    let least: readonly [user: string, first: Waiting] | undefined
    for (const head of this.#waiting.heads())
      if (least === undefined || this.#heldBy(head[0]) < this.#heldBy(least[0])) least = head
    if (least === undefined) return undefined
    const [user, { size }] = least
    const room = this.#room + (this.#heldBy(user) === 0 ? this.#reserve : 0)
    return this.#taken + size <= room ? user : undefined
  }
}
