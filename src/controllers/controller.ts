import { type ClusterTime, unstoppableClock } from '../apimachinery/clock.ts'
import { IgnorableError, isRace } from './errors.ts'
import { Failures } from './failures.ts'
import { Feed, type FeedReader, type Source } from './feed.ts'
import type { ControllerDependencies } from './dependencies.ts'
import { type KeyWorker, type QueueOptions, WorkQueue } from './queue.ts'

export interface Controller {
  readonly name: string
  start(): void
  /** whether it has work that is due */
  readonly busy: boolean
  /** resolves once all its work has ended */
  stop(): Promise<void>
}

export interface KeyedController extends Controller {
  /** Queues a key. */
  look(key: string): void
  addSource(from: Source): () => void
}

export interface ControllerOptions extends ControllerDependencies, QueueOptions {
  readonly name: string
  readonly sources: readonly Source[]
  readonly initialKeys?: readonly string[] | undefined
  /**
   * maximum wait for incomplete caches; default: no limit. If this is set, work also waits until
   * the initial content of all sources has been read.
   */
  readonly syncMs?: number
  /** whether no work can be done now; if true, `busy` is false */
  readonly waits?: () => boolean
  /**
   * Works on a key. Rejections are retried with back-off. Returns the milliseconds until the next
   * call, if one is needed.
   */
  reconcile(key: string): Promise<number | void>
}

class Running implements KeyedController, FeedReader, KeyWorker {
  readonly queue: WorkQueue
  readonly #options: ControllerOptions
  readonly #failures: Failures
  readonly #feeds: Feed[]
  #isRunning = false
  /** number of sources that must be read before work starts */
  #incomplete = 0

  constructor(options: ControllerOptions) {
    const { name, log, sources } = options
    this.#options = options
    this.#failures = new Failures(name, log)
    this.queue = new WorkQueue(options, this)
    this.#feeds = sources.map((from) => new Feed(from, this))
  }

  get name(): string {
    return this.#options.name
  }

  get clock(): ClusterTime {
    return this.#options.clock
  }

  get isReady(): boolean {
    return this.#incomplete === 0
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
    else if (this.#isRunning) this.#failures.failed(key, error)
  }

  cannotWatch(error: unknown): void {
    const { name, log } = this.#options
    log.error({ controller: name, err: error }, 'cannot watch, and will retry')
  }

  look(key: string): void {
    this.queue.add(key)
  }

  addSource(from: Source): () => void {
    const feed = new Feed(from, this)
    this.#feeds.push(feed)
    if (this.#isRunning) this.#open(feed)
    return () => {
      this.#feeds.splice(this.#feeds.indexOf(feed), 1)
      feed.close()
    }
  }

  #open(feed: Feed): void {
    feed.open()
    const { synced } = feed
    const { clock, syncMs } = this.#options
    const mustBeRead = syncMs !== undefined && feed.busy
    if (synced === undefined && !mustBeRead) return
    this.#incomplete++
    let isCounted = true
    const done = (): void => {
      if (!isCounted) return
      isCounted = false
      feed.readOn()
      this.#incomplete--
      this.queue.pump()
    }
    if (synced === undefined) return feed.onceRead(done)
    void synced.then(done)
    if (syncMs !== undefined) unstoppableClock(clock).after(syncMs, done)
  }

  start(): void {
    this.#isRunning = true
    for (const feed of this.#feeds) this.#open(feed)
    for (const key of this.#options.initialKeys ?? []) this.queue.add(key)
  }

  async stop(): Promise<void> {
    this.#isRunning = false
    for (const feed of this.#feeds) feed.close()
    await this.queue.stop()
  }
}

export const controller = (options: ControllerOptions): KeyedController => new Running(options)
