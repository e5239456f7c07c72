import { unstoppableClock } from '../apimachinery/clock.ts'
import { IgnorableError, isRace } from './errors.ts'
import { failureLog } from './failures.ts'
import { Feed, type Source } from './feed.ts'
import type { ControllerDependencies } from './dependencies.ts'
import { type BackOff, workQueue } from './queue.ts'

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

const CERTIFICATE_BACK_OFF: BackOff = { baseMs: 200, maxMs: 1_000_000 }

export interface ControllerOptions extends ControllerDependencies {
  readonly name: string
  readonly workers: number
  readonly sources: readonly Source[]
  readonly initialKeys?: readonly string[] | undefined
  readonly backOff?: BackOff | undefined
  /**
   * maximum wait for incomplete caches; if set, work also waits until all sources were read once
   */
  readonly syncMs?: number
  /** whether no work can be done now, so `busy` is false */
  readonly waits?: () => boolean
  /**
   * Works on a key. Rejections are retried with back-off. Returns the milliseconds until the next
   * call, if one is needed.
   */
  reconcile(key: string): Promise<number | void>
}

export const controller = (options: ControllerOptions): KeyedController => {
  const { name, clock, log, workers, syncMs, backOff = CERTIFICATE_BACK_OFF } = options
  const failures = failureLog(name, log)
  const feeds: Feed[] = []
  let isRunning = false
  /** number of sources that must be read before work starts */
  let incomplete = 0
  const queue = workQueue({
    clock,
    workers,
    backOff,
    isReady: () => incomplete === 0,
    process: async (key) => {
      try {
        const due = await options.reconcile(key)
        failures.succeeded(key)
        return due
      } finally {
        for (const feed of feeds) feed.resume()
      }
    },
    onError: (key, error) => {
      if (isRace(error) || error instanceof IgnorableError)
        log.debug({ controller: name, key, err: error }, 'will be tried again')
      else if (isRunning) failures.failed(key, error)
    },
  })
  const cannotWatch = (error: unknown): void =>
    log.error({ controller: name, err: error }, 'cannot watch, and will retry')
  const open = (feed: Feed): void => {
    feed.open()
    const { synced } = feed
    const mustBeRead = syncMs !== undefined && feed.busy
    if (synced === undefined && !mustBeRead) return
    incomplete++
    let isCounted = true
    const done = (): void => {
      if (!isCounted) return
      isCounted = false
      feed.readOn()
      incomplete--
      queue.pump()
    }
    if (synced === undefined) return feed.onceRead(done)
    void synced.then(done)
    if (syncMs !== undefined) unstoppableClock(clock).after(syncMs, done)
  }
  const addSource = (from: Source): (() => void) => {
    const feed = new Feed(from, { queue, clock, cannotWatch })
    feeds.push(feed)
    if (isRunning) open(feed)
    return () => {
      feeds.splice(feeds.indexOf(feed), 1)
      feed.close()
    }
  }
  options.sources.forEach(addSource)
  return {
    name,
    get busy() {
      const hasWork = queue.length > 0 || feeds.some((feed) => feed.busy)
      return hasWork && options.waits?.() !== true
    },
    look: queue.add,
    addSource,
    start: () => {
      isRunning = true
      feeds.forEach(open)
      options.initialKeys?.forEach(queue.add)
    },
    stop: () => {
      isRunning = false
      for (const feed of feeds) feed.close()
      return queue.stop()
    },
  }
}
