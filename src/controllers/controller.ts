import { type ClusterTime, restless } from '../api/clock.ts'
import type { KubeObject } from '../api/meta.ts'
import { StatusError } from '../api/status.ts'
import type { Client } from '../registry/client.ts'
import type { Reader, Watcher } from '../registry/watcher.ts'
import type { Row } from '../store/store.ts'
import { Failures } from './failures.ts'
import type { ControllerLog } from './log.ts'
import { WorkQueue } from './queue.ts'

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

/** An error that a retry may well cure, and that is not worth a line in the log. */
export class IgnorableError extends Error {
  override readonly name = 'IgnorableError'
}

/** An error with what was being done put before it, as Go's `fmt.Errorf("doing this: %v", err)`. */
export class ExplainedError extends Error {
  override readonly name = 'ExplainedError'
  constructor(doing: string, cause: unknown) {
    super(`${doing}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

/** What `task` returns; what it throws, explained. */
export const explaining = async <T>(doing: string, task: () => T | Promise<T>): Promise<T> => {
  try {
    return await task()
  } catch (error) {
    throw new ExplainedError(doing, error)
  }
}

/** How long a key that failed waits: `baseMs`, then twice as long each time, up to `maxMs`. */
export interface BackOff {
  readonly baseMs: number
  readonly maxMs: number
}

/** That of the certificate controllers. */
const CERTIFICATE_BACK_OFF: BackOff = { baseMs: 200, maxMs: 1_000_000 }
/** client-go's reflectors wait up to this long before they list again. */
const MAX_OPEN_DELAY_MS = 30_000
/** Read from a watch at once; the rest waits in the log, so that a burst costs no memory here. */
const BATCH = 100

/** A resource whose changes make work. */
export interface Source<T extends KubeObject = KubeObject> {
  readonly client: Client<T>
  /** asked first, before the object is decoded: false when its bytes show that it makes no work */
  concerns?(row: Row, deleted: boolean): boolean
  /** {@link keyFor} is given outlines: it looks at nothing that an object has to itself */
  readonly outlined?: boolean
  /** the key of the work that this object makes, or several; undefined: none */
  keyFor(object: T, deleted: boolean): string | readonly string[] | undefined
}

/** Keeps the types of different sources together. */
export const source = <T extends KubeObject>(from: Source<T>): Source => from

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

/** Follows one source into the queue: it reads only while the queue has room, and one batch in a turn of the event loop. */
class Feed implements Reader {
  readonly #source: Source
  readonly #queue: WorkQueue
  readonly #clock: ClusterTime
  readonly #report: (error: unknown) => void
  #watcher: Watcher<KubeObject> | undefined
  #scheduled = false
  /** the queue was full when there was more to read */
  #held = false
  #retry: (() => void) | undefined

  constructor(
    from: Source,
    queue: WorkQueue,
    clock: ClusterTime,
    report: (error: unknown) => void,
  ) {
    this.#source = from
    this.#queue = queue
    this.#clock = clock
    this.#report = report
  }

  /** There is something to read, and room for it. */
  get busy(): boolean {
    return this.#scheduled
  }

  open(): void {
    try {
      this.#watcher = this.#source.client.watch()
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      // somebody took the permission away; it may be given back, though not because time passes
      this.#report(error)
      this.#retry = restless(this.#clock).after(
        MAX_OPEN_DELAY_MS,
        () => this.open(),
        () => Infinity,
      )
      return
    }
    this.#watcher.start(this)
    this.wake()
  }

  /** Reads on if the queue had no room before. */
  resume(): void {
    if (!this.#held) return
    this.#held = false
    this.wake()
  }

  /** Reads in a later turn: the commit that woke us comes first. */
  wake(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.#read()
    })
  }

  close(): void {
    this.#retry?.()
    this.#watcher?.close()
    this.#watcher = undefined
  }

  #read(): void {
    if (this.#watcher === undefined) return
    this.#held = this.#queue.length >= BATCH
    if (this.#held) return
    if (this.#readBatch()) this.wake()
  }

  /** What is not read now will be gone, so a full queue is no reason to wait. */
  readOn(): void {
    while (this.#readBatch());
  }

  /** Whether there is more to read. */
  #readBatch(): boolean {
    if (this.#watcher === undefined) return false
    let batch: ReturnType<Watcher<KubeObject>['read']>
    try {
      batch = this.#watcher.read(BATCH)
    } catch (error) {
      if (!(error instanceof StatusError) || error.code !== 410) throw error
      // so far behind that the log was compacted meanwhile: list again
      this.close()
      this.open()
      return false
    }
    for (const { type, row } of batch.items) {
      const deleted = type === 'DELETED'
      if (this.#source.concerns?.(row, deleted) === false) continue
      const { client, outlined = false } = this.#source
      const object = outlined ? client.outline(row) : client.decode(row)
      const keys = this.#source.keyFor(object, deleted) ?? []
      if (typeof keys === 'string') this.#queue.add(keys)
      else keys.forEach((key) => this.#queue.add(key))
    }
    return batch.more
  }
}

/** Somebody changed or deleted the object meanwhile: the newest state is looked at next time. */
const isRace = (error: unknown): boolean => {
  const cause = error instanceof ExplainedError ? error.cause : error
  return cause instanceof StatusError && (cause.code === 409 || cause.code === 404)
}

/** A controller as it runs. A class: an object literal with a getter takes a shape of its own each time, 0.5 KB for each controller. */
class Running implements KeyedController {
  readonly name: string
  readonly #initialKeys: readonly string[]
  readonly #waits: (() => boolean) | undefined
  readonly #queue: WorkQueue
  readonly #feeds: readonly Feed[]

  constructor(options: ControllerOptions) {
    const { name, clock, log, workers, sources, backOff = CERTIFICATE_BACK_OFF } = options
    const failures = new Failures(name, log)
    this.name = name
    this.#initialKeys = options.initialKeys ?? []
    this.#waits = options.waits
    this.#queue = new WorkQueue({
      clock,
      workers,
      baseDelayMs: backOff.baseMs,
      maxDelayMs: backOff.maxMs,
      process: async (key) => {
        try {
          const due = await options.reconcile(key)
          failures.succeeded(key)
          return due
        } finally {
          for (const feed of this.#feeds) feed.resume()
        }
      },
      onError: (key, error) => {
        if (isRace(error) || error instanceof IgnorableError)
          log.debug({ controller: name, key, err: error }, 'will be tried again')
        else failures.failed(key, error)
      },
    })
    const report = (error: unknown): void =>
      log.error({ controller: name, err: error }, 'cannot watch, and will try again')
    this.#feeds = sources.map((from) => new Feed(from, this.#queue, clock, report))
  }

  get busy(): boolean {
    const hasWork = this.#queue.length > 0 || this.#feeds.some((feed) => feed.busy)
    return hasWork && this.#waits?.() !== true
  }

  look(key: string): void {
    this.#queue.add(key)
  }

  start(): void {
    for (const feed of this.#feeds) feed.open()
    for (const key of this.#initialKeys) this.#queue.add(key)
  }

  async stop(): Promise<void> {
    for (const feed of this.#feeds) feed.close()
    await this.#queue.stop()
  }
}

export const controller = (options: ControllerOptions): KeyedController => new Running(options)

export const keyOf = ({ metadata: { namespace = '', name = '' } }: KubeObject): string =>
  `${namespace}/${name}`

export interface ObjectControllerOptions<T extends KubeObject> extends Omit<
  ControllerOptions,
  'sources' | 'reconcile'
> {
  readonly client: Client<T>
  /** whether an object needs work */
  readonly wants: (object: T) => boolean
  /** A number: look again after so many milliseconds. */
  reconcile(object: T): Promise<number | void>
}

/** Reconciles each object of one resource that is wanted, one at a time per object. */
export const objectController = <T extends KubeObject>(
  options: ObjectControllerOptions<T>,
): KeyedController => {
  const { name, clock, log, workers, initialKeys, backOff, client, wants } = options
  return controller({
    name,
    clock,
    log,
    workers,
    initialKeys,
    backOff,
    sources: [
      source<T>({
        client,
        keyFor: (object, deleted) => (!deleted && wants(object) ? keyOf(object) : undefined),
      }),
    ],
    reconcile: async (key) => {
      const slash = key.indexOf('/')
      const object = client.cached(key.slice(slash + 1), key.slice(0, slash))
      return object !== undefined && wants(object) ? options.reconcile(object) : undefined
    },
  })
}
