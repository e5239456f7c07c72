/**
 * Shares a capacity fairly by user, like the queues of kube-apiserver's priority and fairness. The
 * user who holds least is next; one who holds nothing may use the reserve.
 */
import { FairQueue } from '../../../apimachinery/fair-queue.ts'

interface PlacesOptions {
  /** the capacity, in any unit */
  readonly room: number
  /** extra capacity for a user who holds nothing while the room is taken */
  readonly reserve: number
}

/** A share of the capacity, waited for or held. */
export interface Reservation {
  /** Changes the held size without waiting, so more than the room may be held for a while. */
  readonly resize: (size: number) => void
  /** Releases it or stops waiting. Idempotent. */
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
  readonly #held = new Map<string, number>()
  #taken = 0
  #admitting = false

  constructor({ room, reserve }: PlacesOptions) {
    this.#room = room
    this.#reserve = reserve
  }

  get taken(): number {
    return this.#taken
  }

  heldBy(user: string): number {
    return this.#held.get(user) ?? 0
  }

  /** Calls `enter` when there is room, perhaps at once. */
  take(user: string, size: number, enter: (place: Reservation) => void): Reservation {
    let held: number | undefined
    let over = false
    const place: Reservation = {
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

  /** Runs a task with one place. Settles with the task's result. */
  async through<R>(user: string, task: () => Promise<R>): Promise<R> {
    const { leave } = await new Promise<Reservation>((resolve) => this.take(user, 1, resolve))
    try {
      return await task()
    } finally {
      leave()
    }
  }

  #admit(): void {
    // an entering task may leave at once
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

  leastWaiting(): string | undefined {
    return this.#least()?.[0]
  }

  #least(): readonly [user: string, first: Waiting] | undefined {
    let least: readonly [user: string, first: Waiting] | undefined
    for (const head of this.#waiting.heads())
      if (least === undefined || this.heldBy(head[0]) < this.heldBy(least[0])) least = head
    return least
  }

  /**
   * Returns the waiting user who holds least, if the first request fits; smaller ones do not
   * overtake it.
   */
  #next(): string | undefined {
    const least = this.#least()
    if (least === undefined) return undefined
    const [user, { size }] = least
    const room = this.#room + (this.heldBy(user) === 0 ? this.#reserve : 0)
    // a request that has stopped waiting needs no room
    return size === 0 || this.#taken + size <= room ? user : undefined
  }
}
