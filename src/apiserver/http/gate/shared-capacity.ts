/**
 * Shares a capacity fairly by user, like the queues of kube-apiserver's priority and fairness: the
 * user who holds the least is next.
 */
import { FairQueue } from '../../../apimachinery/fair-queue.ts'

export interface Share {
  /** Resolves when the share is held or left; undefined: held at once. */
  readonly entering: Promise<void> | undefined
  /** Changes the size at once, even beyond the capacity. */
  resize(size: number): void
  /** Releases the share or stops waiting; idempotent. */
  leave(): void
}

interface Waiting {
  readonly user: string
  /** 0: stopped waiting */
  size: number
  isInside: boolean
  readonly enter: () => void
}

export class SharedCapacity {
  readonly #capacity: number
  readonly #reserve: number
  readonly #waiting = new FairQueue<Waiting>()
  readonly #held = new Map<string, number>()
  #taken = 0

  /** `reserve`: extra capacity for users who hold nothing. */
  constructor(capacity: number, reserve = 0) {
    this.#capacity = capacity
    this.#reserve = reserve
  }

  get taken(): number {
    return this.#taken
  }

  heldBy(user: string): number {
    return this.#held.get(user) ?? 0
  }

  /** Calls `held` when there is room, maybe at once; `held` must not call `leave`. */
  take(user: string, size: number, held?: () => void): Share {
    let settle!: () => void
    const entering = new Promise<void>((resolve) => (settle = resolve))
    const enter = (): void => {
      if (share.size > 0) held?.()
      settle()
    }
    const share: Waiting = { user, size, isInside: false, enter }
    this.#waiting.push(user, share)
    this.#admit()
    const resize = (wanted: number): void => {
      if (share.isInside) this.#hold(user, wanted - share.size)
      share.size = wanted
      this.#admit()
    }
    const leave = (): void => {
      resize(0)
      settle()
    }
    return { entering: share.isInside ? undefined : entering, resize, leave }
  }

  /** Runs a task with a share of size 1. */
  async through<R>(user: string, task: () => Promise<R>): Promise<R> {
    const share = this.take(user, 1)
    await share.entering
    try {
      return await task()
    } finally {
      share.leave()
    }
  }

  leastWaiting(): string | undefined {
    return this.#least()?.user
  }

  #least(): Waiting | undefined {
    let least: Waiting | undefined
    for (const first of this.#waiting.heads())
      if (least === undefined || this.heldBy(first.user) < this.heldBy(least.user)) least = first
    return least
  }

  #fits({ user, size }: Waiting): boolean {
    const limit = this.#capacity + (this.heldBy(user) === 0 ? this.#reserve : 0)
    return size === 0 || this.#taken + size <= limit
  }

  /** Stops at the first share that does not fit, so that smaller ones cannot overtake it. */
  #admit(): void {
    for (let least = this.#least(); least !== undefined; least = this.#least()) {
      if (!this.#fits(least)) return
      this.#waiting.shift(least.user)
      least.isInside = true
      this.#hold(least.user, least.size)
      least.enter()
    }
  }

  #hold(user: string, size: number): void {
    this.#taken += size
    const held = this.heldBy(user) + size
    if (held === 0) this.#held.delete(user)
    else this.#held.set(user, held)
  }
}
