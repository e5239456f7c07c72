/**
 * A work queue like client-go's, without limits of rates: unique keys, bounded workers, exponential
 * back-off per key.
 */
import { type Clock, type ClusterTime, unstoppableClock } from '../apimachinery/clock.ts'
import { isOutage } from './errors.ts'

/** Delays of a failed key: doubled each time. */
export interface BackOff {
  readonly baseMs: number
  readonly maxMs: number
}

interface KeyWorker {
  readonly clock: ClusterTime
  readonly workers: number
  readonly isReady?: () => boolean
  readonly backOff: BackOff
  /**
   * Rejections requeue the key with back-off. Returns the milliseconds until the key is due again.
   */
  process(key: string): Promise<number | void>
  onError(key: string, error: unknown): void
}

/** after so many failures of a key, a moved clock no longer waits for it */
const HOPELESS = 10
/** longest back-off while the API server does not answer */
const OUTAGE_MS = 5000
const NEVER = (): number => Infinity

export interface WorkQueue {
  /** waiting and active keys, without those in back-off */
  readonly length: number
  /** false: no key is worked on */
  readonly isReady: boolean
  readonly add: (key: string) => void
  pump(): void
  /** Resolves once active work is done. */
  stop(): Promise<void>
}

export const workQueue = (worker: KeyWorker): WorkQueue => {
  const { clock: clusterClock, workers, isReady = () => true, backOff } = worker
  const waiting = new Set<string>()
  const working = new Set<string>()
  const again = new Set<string>()
  const failures = new Map<string, number>()
  const timers = new Map<string, () => void>()
  const idle: (() => void)[] = []
  let isStopped = false

  const add = (key: string): void => {
    if (isStopped) return
    if (working.has(key)) again.add(key)
    else waiting.add(key)
    pump()
  }
  const addAfter = (key: string, delay: number, clock: Clock, idleUntil?: () => number): void => {
    if (isStopped) return
    timers.get(key)?.()
    const due = (): void => {
      timers.delete(key)
      add(key)
    }
    timers.set(key, clock.after(delay, due, idleUntil))
  }
  const retry = (key: string, maxMs: number): void => {
    const failed = failures.get(key) ?? 0
    failures.set(key, failed + 1)
    const delay = Math.min(backOff.baseMs * 2 ** failed, maxMs)
    // retries run even while the cluster time is stopped
    addAfter(key, delay, unstoppableClock(clusterClock), failed < HOPELESS ? undefined : NEVER)
  }
  const work = async (key: string): Promise<void> => {
    try {
      const due = await worker.process(key)
      failures.delete(key)
      timers.get(key)?.()
      timers.delete(key)
      if (typeof due === 'number') addAfter(key, due, clusterClock)
    } catch (error) {
      worker.onError(key, error)
      retry(key, isOutage(error) ? OUTAGE_MS : backOff.maxMs)
    }
    working.delete(key)
    if (again.delete(key)) waiting.add(key)
    pump()
    if (working.size === 0) for (const resolve of idle.splice(0)) resolve()
  }
  const pump = (): void => {
    if (!isReady()) return
    for (const key of waiting) {
      if (isStopped || working.size >= workers) return
      waiting.delete(key)
      working.add(key)
      void work(key)
    }
  }
  return {
    get length() {
      return waiting.size + working.size
    },
    get isReady() {
      return isReady()
    },
    add,
    pump,
    stop: async () => {
      isStopped = true
      waiting.clear()
      again.clear()
      for (const cancel of timers.values()) cancel()
      timers.clear()
      if (working.size > 0) await new Promise<void>((resolve) => idle.push(resolve))
    },
  }
}
