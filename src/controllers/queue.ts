/**
 * A work queue like client-go's, without a rate limit: unique keys, bounded workers, exponential
 * back-off per key.
 */
import { type Clock, type ClusterTime, unstoppableClock } from '../apimachinery/clock.ts'
import { isOutage } from './errors.ts'

/** Delays before retries of a failed key, doubled each time */
export interface BackOff {
  readonly baseMs: number
  readonly maxMs: number
}

export interface QueueOptions {
  readonly clock: ClusterTime
  readonly workers: number
  /** default: that of the certificate controllers */
  readonly backOff?: BackOff | undefined
}

export interface KeyWorker {
  /** false: keys wait until it is true and {@link WorkQueue.pump} is called; default: true */
  readonly isReady?: boolean
  /**
   * Resolves with the milliseconds until the key is due again, or with nothing. Rejections requeue
   * the key with back-off.
   */
  process(key: string): Promise<number | void>
  onError(key: string, error: unknown): void
}

const CERTIFICATE_BACK_OFF: BackOff = { baseMs: 200, maxMs: 1_000_000 }
/** once a key has failed more often than this, a moved clock no longer waits for its retries */
const HOPELESS = 10
/** longest back-off while the API server does not answer */
const OUTAGE_MS = 5000
const NEVER = (): number => Infinity

export class WorkQueue {
  readonly #options: QueueOptions
  readonly #worker: KeyWorker
  readonly #waiting = new Set<string>()
  readonly #working = new Set<string>()
  readonly #again = new Set<string>()
  readonly #failures = new Map<string, number>()
  readonly #timers = new Map<string, () => void>()
  readonly #idle: (() => void)[] = []
  #stopped = false

  constructor(options: QueueOptions, worker: KeyWorker) {
    this.#options = options
    this.#worker = worker
  }

  /** number of waiting and active keys, without those in back-off */
  get length(): number {
    return this.#waiting.size + this.#working.size
  }

  add(key: string): void {
    if (this.#stopped) return
    if (this.#working.has(key)) this.#again.add(key)
    else this.#waiting.add(key)
    this.pump()
  }

  pump(): void {
    if (this.#worker.isReady === false) return
    for (const key of this.#waiting) {
      if (this.#stopped || this.#working.size >= this.#options.workers) return
      this.#waiting.delete(key)
      this.#working.add(key)
      void this.#work(key)
    }
  }

  async #work(key: string): Promise<void> {
    try {
      const due = await this.#worker.process(key)
      this.#failures.delete(key)
      this.#timers.get(key)?.()
      this.#timers.delete(key)
      if (typeof due === 'number') this.#addAfter(key, due, this.#options.clock)
    } catch (error) {
      this.#worker.onError(key, error)
      this.#retry(key, isOutage(error))
    }
    this.#working.delete(key)
    if (this.#again.delete(key)) this.#waiting.add(key)
    this.pump()
    if (this.#working.size === 0) for (const resolve of this.#idle.splice(0)) resolve()
  }

  #retry(key: string, isOut: boolean): void {
    const failures = this.#failures.get(key) ?? 0
    this.#failures.set(key, failures + 1)
    const { backOff = CERTIFICATE_BACK_OFF, clock } = this.#options
    // retries run even while the cluster time is stopped
    const delay = Math.min(backOff.baseMs * 2 ** failures, isOut ? OUTAGE_MS : backOff.maxMs)
    this.#addAfter(key, delay, unstoppableClock(clock), failures < HOPELESS ? undefined : NEVER)
  }

  #addAfter(key: string, delay: number, clock: Clock, idleUntil?: () => number): void {
    if (this.#stopped) return
    this.#timers.get(key)?.()
    const again = (): void => {
      this.#timers.delete(key)
      this.add(key)
    }
    this.#timers.set(key, clock.after(delay, again, idleUntil))
  }

  /** Drops waiting keys. Resolves once the active keys are processed. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#waiting.clear()
    this.#again.clear()
    for (const cancel of this.#timers.values()) cancel()
    this.#timers.clear()
    if (this.#working.size > 0) await new Promise<void>((resolve) => this.#idle.push(resolve))
  }
}
