/**
 * A work queue of keys: deduplicated, bounded workers, exponential back-off per key (client-go's workqueue). * Real controllers
 * also share one token bucket for retries and their client another one for requests (10 and 20 a second), which spares a real API
 * server. Here both ends are one process, so neither is imitated: work that is ready is done.
 */
import { type Clock, type ClusterTime, restless } from '../apimachinery/clock.ts'

/** How long a key that failed waits: `baseMs`, then twice as long each time, up to `maxMs`. */
export interface BackOff {
  readonly baseMs: number
  readonly maxMs: number
}

/** Who works on the keys of a queue. */
export interface KeyWorker {
  readonly clock: ClusterTime
  /** how many keys are worked on at once */
  readonly workers: number
  readonly backOff: BackOff
  /** Does the work for one key; a rejection puts the key back. A number: it is due again after so many milliseconds. */
  process(key: string): Promise<number | void>
  onError(key: string, error: unknown): void
}

/** What has failed so often in a row does not succeed because time passes: the last of these tries came after minutes. */
const HOPELESS = 10
const NEVER = (): number => Infinity

export class WorkQueue {
  readonly #worker: KeyWorker
  /** keys that wait, in order; each stands here once */
  readonly #waiting = new Set<string>()
  readonly #working = new Set<string>()
  /** keys that changed while being worked on, and come again after */
  readonly #again = new Set<string>()
  readonly #failures = new Map<string, number>()
  readonly #timers = new Map<string, () => void>()
  /** called at the end of the work that is under way */
  readonly #idle: (() => void)[] = []
  #stopped = false

  constructor(worker: KeyWorker) {
    this.#worker = worker
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
      if (this.#stopped || this.#working.size >= this.#worker.workers) return
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
      if (typeof due === 'number') this.#addAfter(key, due, this.#worker.clock)
    } catch (error) {
      this.#worker.onError(key, error)
      this.#retry(key)
    }
    this.#working.delete(key)
    if (this.#again.delete(key)) this.#waiting.add(key)
    this.#pump()
    if (this.#working.size === 0) for (const resolve of this.#idle.splice(0)) resolve()
  }

  #retry(key: string): void {
    const failures = this.#failures.get(key) ?? 0
    this.#failures.set(key, failures + 1)
    const { backOff, clock } = this.#worker
    // what failed has to be tried again, also where time stands still
    const delay = Math.min(backOff.baseMs * 2 ** failures, backOff.maxMs)
    this.#addAfter(key, delay, restless(clock), failures < HOPELESS ? undefined : NEVER)
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
