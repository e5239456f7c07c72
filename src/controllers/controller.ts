import type { ClusterTime } from '../apimachinery/clock.ts'
import { IgnorableError, isRace } from './errors.ts'
import { Failures } from './failures.ts'
import { Feed, type FeedReader, type Source } from './feed.ts'
import type { ControllerLog } from './log.ts'
import { type BackOff, type KeyWorker, WorkQueue } from './queue.ts'

/** A loop that runs beside the API until it is stopped. */
export interface Controller {
  readonly name: string
  start(): void
  /** whether it has work that it can do now; what waits for its time is none */
  readonly busy: boolean
  /** resolves when nothing of it runs any more */
  stop(): Promise<void>
}

/** One whose work has keys. */
export interface KeyedController extends Controller {
  /** Looks at what a key names, although nothing has changed. */
  look(key: string): void
}

/** That of the certificate controllers. */
const CERTIFICATE_BACK_OFF: BackOff = { baseMs: 200, maxMs: 1_000_000 }
export interface ControllerOptions {
  readonly name: string
  readonly clock: ClusterTime
  readonly log: ControllerLog
  readonly workers: number
  readonly sources: readonly Source[]
  /** work that is there from the start, before any object makes it */
  readonly initialKeys?: readonly string[] | undefined
  /** default: that of the certificate controllers */
  readonly backOff?: BackOff | undefined
  /** true: its work waits for its time; default: it never does */
  readonly waits?: () => boolean
  /**
   * Works on what the key names, from its newest state; a rejection is retried with back-off. A number: look again after so many
   * milliseconds.
   */
  reconcile(key: string): Promise<number | void>
}

/** A controller as it runs. A class: an object literal with a getter takes a shape of its own each time, 0.5 KB for each controller. */
class Running implements KeyedController, FeedReader, KeyWorker {
  readonly queue: WorkQueue
  readonly #options: ControllerOptions
  readonly #failures: Failures
  readonly #feeds: readonly Feed[]

  constructor(options: ControllerOptions) {
    const { name, log, sources } = options
    this.#options = options
    this.#failures = new Failures(name, log)
    this.queue = new WorkQueue(this)
    this.#feeds = sources.map((from) => new Feed(from, this))
  }

  get name(): string {
    return this.#options.name
  }

  get clock(): ClusterTime {
    return this.#options.clock
  }

  get workers(): number {
    return this.#options.workers
  }

  get backOff(): BackOff {
    return this.#options.backOff ?? CERTIFICATE_BACK_OFF
  }

  get busy(): boolean {
    const hasWork = this.queue.length > 0 || this.#feeds.some((feed) => feed.busy)
    return hasWork && this.#options.waits?.() !== true
  }

  async process(key: string): Promise<number | void> {
    try {
      const due = await this.#options.reconcile(key)
      this.#failures.succeeded(key)
      return due
    } finally {
      for (const feed of this.#feeds) feed.resume()
    }
  }

  onError(key: string, error: unknown): void {
    const { name, log } = this.#options
    if (isRace(error) || error instanceof IgnorableError)
      log.debug({ controller: name, key, err: error }, 'will be tried again')
    else this.#failures.failed(key, error)
  }

  cannotWatch(error: unknown): void {
    const { name, log } = this.#options
    log.error({ controller: name, err: error }, 'cannot watch, and will try again')
  }

  look(key: string): void {
    this.queue.add(key)
  }

  start(): void {
    for (const feed of this.#feeds) feed.open()
    for (const key of this.#options.initialKeys ?? []) this.queue.add(key)
  }

  async stop(): Promise<void> {
    for (const feed of this.#feeds) feed.close()
    await this.queue.stop()
  }
}

export const controller = (options: ControllerOptions): KeyedController => new Running(options)
