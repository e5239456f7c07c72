/**
 * A work queue of keys: deduplicated, bounded workers, exponential back-off per key (client-go's workqueue). * Real controllers
 * also share one token bucket for retries and their client another one for requests (10 and 20 a second), which spares a real API
 * server. Here both ends are one process, so neither is imitated: work that is ready is done.
 */
import { type Clock, type ClusterTime, restless } from '../api/clock.ts'

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

/** What a queue knows of its keys. */
class Keys {
  /** waiting, in order; a key stands here once */
  readonly waiting = new Set<string>()
  readonly working = new Set<string>()
  /** changed while being worked on: comes again after */
  readonly again = new Set<string>()
  readonly failures = new Map<string, number>()
  readonly timers = new Map<string, () => void>()
  /** who waits for the end of what is being worked on */
  readonly idle: (() => void)[] = []
}

export class WorkQueue {
  readonly #worker: KeyWorker
  /** undefined while there are none: of many queues most have no work for long, and six empty collections weigh 1 KB */
  #keys: Keys | undefined
  #stopped = false

  constructor(worker: KeyWorker) {
    this.#worker = worker
  }

  /** How many keys wait or are worked on; those that wait for their next try do not count. */
  get length(): number {
    return this.#keys === undefined ? 0 : this.#keys.waiting.size + this.#keys.working.size
  }

  add(key: string): void {
    if (this.#stopped) return
    const keys = (this.#keys ??= new Keys())
    if (keys.working.has(key)) keys.again.add(key)
    else keys.waiting.add(key)
    this.#pump(keys)
  }

  #pump(keys: Keys): void {
    for (const key of keys.waiting) {
      if (this.#stopped || keys.working.size >= this.#worker.workers) return
      keys.waiting.delete(key)
      keys.working.add(key)
      void this.#work(keys, key)
    }
  }

  async #work(keys: Keys, key: string): Promise<void> {
    const { waiting, working, again, failures, timers, idle } = keys
    try {
      const due = await this.#worker.process(key)
      failures.delete(key)
      timers.get(key)?.()
      timers.delete(key)
      if (typeof due === 'number') this.#addAfter(keys, key, due, this.#worker.clock)
    } catch (error) {
      this.#worker.onError(key, error)
      this.#retry(keys, key)
    }
    working.delete(key)
    if (again.delete(key)) waiting.add(key)
    this.#pump(keys)
    if (working.size > 0) return
    for (const resolve of idle.splice(0)) resolve()
    if (waiting.size + failures.size + timers.size === 0) this.#keys = undefined
  }

  #retry(keys: Keys, key: string): void {
    const failures = keys.failures.get(key) ?? 0
    keys.failures.set(key, failures + 1)
    const { backOff, clock } = this.#worker
    // what failed has to be tried again, also where time stands still
    const delay = Math.min(backOff.baseMs * 2 ** failures, backOff.maxMs)
    this.#addAfter(keys, key, delay, restless(clock), failures < HOPELESS ? undefined : NEVER)
  }

  #addAfter(
    { timers }: Keys,
    key: string,
    delay: number,
    clock: Clock,
    idleUntil?: () => number,
  ): void {
    if (this.#stopped) return
    timers.get(key)?.()
    timers.set(
      key,
      clock.after(
        delay,
        () => {
          timers.delete(key)
          this.add(key)
        },
        idleUntil,
      ),
    )
  }

  /** Takes nothing more and waits for what is being worked on. */
  async stop(): Promise<void> {
    this.#stopped = true
    if (this.#keys === undefined) return
    const { waiting, working, again, timers, idle } = this.#keys
    waiting.clear()
    again.clear()
    for (const cancel of timers.values()) cancel()
    timers.clear()
    if (working.size > 0) await new Promise<void>((resolve) => idle.push(resolve))
  }
}
