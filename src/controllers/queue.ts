/**
 * A work queue of keys: deduplicated, bounded workers, exponential back-off per key (client-go's workqueue). * Real controllers
 * also share one token bucket for retries and their client another one for requests (10 and 20 a second), which spares a real API
 * server. Here both ends are one process, so neither is imitated: work that is ready is done.
 */
import { type Clock, type ClusterTime, restless } from '../api/clock.ts'

export interface QueueOptions {
  readonly clock: ClusterTime
  /** how many keys are worked on at once */
  readonly workers: number
  /** the first retry comes after this long, each further one after twice as long */
  readonly baseDelayMs: number
  readonly maxDelayMs: number
  /** Does the work for one key; a rejection puts the key back. A number: it is due again after so many milliseconds. */
  process(key: string): Promise<number | void>
  onError(key: string, error: unknown): void
}

/** What has failed so often in a row does not succeed because time passes: the last of these tries came after minutes. */
const HOPELESS = 10
const NEVER = (): number => Infinity

export class WorkQueue {
  readonly #options: QueueOptions
  /** waiting, in order; a key stands here once */
  readonly #waiting = new Set<string>()
  readonly #working = new Set<string>()
  /** changed while being worked on: comes again after */
  readonly #again = new Set<string>()
  readonly #failures = new Map<string, number>()
  readonly #timers = new Map<string, () => void>()
  #stopped = false
  readonly #idle: (() => void)[] = []

  constructor(options: QueueOptions) {
    this.#options = options
  }

  /** How many keys wait or are worked on; those that wait for their next try do not count. */
  get length(): number {
    return this.#waiting.size + this.#working.size
  }

  add(key: string): void {
    if (this.#stopped) return
    if (this.#working.has(key)) this.#again.add(key)
    else this.#waiting.add(key)
    this.#pump()
  }

  #pump(): void {
    for (const key of this.#waiting) {
      if (this.#stopped || this.#working.size >= this.#options.workers) return
      this.#waiting.delete(key)
      this.#working.add(key)
      void this.#work(key)
    }
  }

  async #work(key: string): Promise<void> {
    try {
      const due = await this.#options.process(key)
      this.#forget(key)
      if (typeof due === 'number') this.#addAfter(key, due, this.#options.clock)
    } catch (error) {
      this.#options.onError(key, error)
      this.#retry(key)
    }
    this.#working.delete(key)
    if (this.#again.delete(key)) this.#waiting.add(key)
    this.#pump()
    if (this.#working.size === 0) for (const resolve of this.#idle.splice(0)) resolve()
  }

  #forget(key: string): void {
    this.#failures.delete(key)
    this.#timers.get(key)?.()
    this.#timers.delete(key)
  }

  #retry(key: string): void {
    const failures = this.#failures.get(key) ?? 0
    this.#failures.set(key, failures + 1)
    const { baseDelayMs, maxDelayMs, clock } = this.#options
    // what failed has to be tried again, also where time stands still
    const delay = Math.min(baseDelayMs * 2 ** failures, maxDelayMs)
    this.#addAfter(key, delay, restless(clock), failures < HOPELESS ? undefined : NEVER)
  }

  #addAfter(key: string, delay: number, clock: Clock, idleUntil?: () => number): void {
    if (this.#stopped) return
    this.#timers.get(key)?.()
    this.#timers.set(
      key,
      clock.after(
        delay,
        () => {
          this.#timers.delete(key)
          this.add(key)
        },
        idleUntil,
      ),
    )
  }

  /** Takes nothing more and waits for what is being worked on. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#waiting.clear()
    this.#again.clear()
    for (const cancel of this.#timers.values()) cancel()
    this.#timers.clear()
    if (this.#working.size > 0) await new Promise<void>((resolve) => this.#idle.push(resolve))
  }
}
