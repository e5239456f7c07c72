/**
 * Places that requests hold while they are worked on, and wait for: fair by user, as the queues of kube-apiserver's priority and fairness
 * are. Whoever holds nothing comes before all who hold something, and need not wait for them either.
 */
import { FairQueue } from '../../../apimachinery/fair-queue.ts'

interface PlacesOptions {
  /** how much may be held; in any unit */
  readonly room: number
  /** so much more, for the first that a user holds while others have taken the room */
  readonly reserve: number
}

/** What a request waits for, and then holds. */
export interface Place {
  /** Holds so much from now on: what it is turns out later. Nobody is asked, so more than the room may be held for a while. */
  readonly resize: (size: number) => void
  /** Gives it back, or waits no longer; a second call does nothing. */
  readonly leave: () => void
}

interface Waiting {
  size: number
  enter: () => void
}

const nobody = (): void => undefined

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

  /** How much is held by all. */
  get taken(): number {
    return this.#taken
  }

  heldBy(user: string): number {
    return this.#held.get(user) ?? 0
  }

  /** Calls `enter` when there is room for so much, perhaps at once. */
  take(user: string, size: number, enter: (place: Place) => void): Place {
    let held: number | undefined
    let over = false
    const place: Place = {
      resize: (wanted) => {
        if (over || held === undefined) return
        this.#hold(user, wanted - held)
        held = wanted
        this.#admit()
      },
      leave: () => {
        if (over) return
        over = true
        if (held === undefined) Object.assign(waiting, { size: 0, enter: nobody })
        else this.#hold(user, -held)
        this.#admit()
      },
    }
    const waiting: Waiting = {
      size,
      enter: () => {
        held = size
        this.#hold(user, size)
        enter(place)
      },
    }
    this.#waiting.push(user, waiting)
    this.#admit()
    return place
  }

  /** Runs a task in one place of this user, once there is one. Settles as the task does. */
  async through<R>(user: string, task: () => Promise<R>): Promise<R> {
    const { leave } = await new Promise<Place>((resolve) => this.take(user, 1, resolve))
    try {
      return await task()
    } finally {
      leave()
    }
  }

  #admit(): void {
    // whoever enters may leave at once
    if (this.#admitting) return
    this.#admitting = true
    for (let user = this.#next(); user !== undefined; user = this.#next())
      this.#waiting.shift(user)!.enter()
    this.#admitting = false
  }

  #hold(user: string, size: number): void {
    this.#taken += size
    const held = this.heldBy(user) + size
    if (held === 0) this.#held.delete(user)
    else this.#held.set(user, held)
  }

  /** The waiting user who holds least; undefined when nobody waits. */
  leastWaiting(): string | undefined {
    return this.#least()?.[0]
  }

  #least(): readonly [user: string, first: Waiting] | undefined {
    let least: readonly [user: string, first: Waiting] | undefined
    for (const head of this.#waiting.heads())
      if (least === undefined || this.heldBy(head[0]) < this.heldBy(least[0])) least = head
    return least
  }

  /** The waiting user who holds least, if what they wait for fits; a smaller request does not jump the queue before a larger one. */
  #next(): string | undefined {
    const least = this.#least()
    if (least === undefined) return undefined
    const [user, { size }] = least
    const room = this.#room + (this.heldBy(user) === 0 ? this.#reserve : 0)
    // whoever waits no longer needs no room
    return size === 0 || this.#taken + size <= room ? user : undefined
  }
}
