/**
 * Shares a capacity fairly by user, like the queues of kube-apiserver's priority and fairness: the
 * user who holds the least is next.
 */
import { FairQueue } from '../../../apimachinery/fair-queue.ts'

export interface Share {
  /** Resolves when the user holds the share, or after `leave`; undefined: no need to wait. */
  readonly entering: Promise<void> | undefined
  /** Changes the size at once, even beyond the capacity. */
  resize(size: number): void
  /** Releases the share or stops waiting; idempotent. */
  leave(): void
}

interface Waiting {
  readonly user: string
  /** 0 if the user has stopped waiting */
  size: number
  isInside: boolean
  readonly enter: () => void
}

/** `reserve`: extra capacity for users who hold nothing. */
export const sharedCapacity = (capacity: number, reserve = 0) => {
  const waiting = new FairQueue<Waiting>()
  const heldByUser = new Map<string, number>()
  let taken = 0

  const heldBy = (user: string): number => heldByUser.get(user) ?? 0

  const hold = (user: string, size: number): void => {
    taken += size
    const held = heldBy(user) + size
    if (held === 0) heldByUser.delete(user)
    else heldByUser.set(user, held)
  }

  const leastWaiting = (): Waiting | undefined => {
    let least: Waiting | undefined
    for (const first of waiting.heads())
      if (least === undefined || heldBy(first.user) < heldBy(least.user)) least = first
    return least
  }

  /** Stops at the first share that does not fit, so that smaller ones cannot overtake it. */
  const admit = (): void => {
    for (let least = leastWaiting(); least !== undefined; least = leastWaiting()) {
      const { user, size } = least
      const limit = capacity + (heldBy(user) === 0 ? reserve : 0)
      if (size > 0 && taken + size > limit) return
      waiting.shift(user)
      least.isInside = true
      hold(user, size)
      least.enter()
    }
  }

  /** Calls `held` once the user holds the share, maybe at once. `held` must not call `leave`. */
  const take = (user: string, size: number, held?: () => void): Share => {
    let settle!: () => void
    const entering = new Promise<void>((resolve) => (settle = resolve))
    const enter = (): void => {
      if (share.size > 0) held?.()
      settle()
    }
    const share: Waiting = { user, size, isInside: false, enter }
    waiting.push(user, share)
    admit()
    const resize = (wanted: number): void => {
      if (share.isInside) hold(user, wanted - share.size)
      share.size = wanted
      admit()
    }
    const leave = (): void => {
      resize(0)
      settle()
    }
    return { entering: share.isInside ? undefined : entering, resize, leave }
  }

  return {
    taken: (): number => taken,
    heldBy,
    take,
    leastWaiting: () => leastWaiting()?.user,

    /** Runs a task with a share of size 1. */
    through: async <R>(user: string, task: () => Promise<R>): Promise<R> => {
      const share = take(user, 1)
      await share.entering
      try {
        return await task()
      } finally {
        share.leave()
      }
    },
  }
}
