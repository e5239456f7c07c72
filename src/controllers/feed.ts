import { type ClusterTime, unstoppableClock } from '../apimachinery/clock.ts'
import type { KubeObject } from '../apimachinery/meta.ts'
import { StatusError } from '../apimachinery/status.ts'
import type { CachedRow, ChangeCursor, ObjectClient } from './object-client.ts'
import type { WorkQueue } from './queue.ts'

/** client-go's longest delay before a new list */
const MAX_OPEN_DELAY_MS = 30_000
/** maximum changes read at once; also the queue length at which reading pauses */
const BATCH = 100

/** A resource whose changes make work. */
export interface Source<T extends KubeObject = KubeObject> {
  readonly client: ObjectClient<T>
  /** called before decoding; false: the row makes no work */
  concerns?(row: CachedRow, deleted: boolean): boolean
  /** keys of the work that an object makes */
  keyFor(object: T, deleted: boolean): string | readonly string[] | undefined
}

export interface FeedReader {
  readonly queue: WorkQueue
  /** while false, the workers process no keys */
  readonly isReady: boolean
  readonly clock: ClusterTime
  cannotWatch(error: unknown): void
}

/**
 * Queues the changes of one source, one batch per round of the event loop. While the reader is
 * ready, a full queue pauses the feed.
 */
export class Feed {
  readonly #source: Source
  readonly #reader: FeedReader
  #watcher: ChangeCursor | undefined
  #scheduled = false
  #held = false
  #retry: (() => void) | undefined
  #onceRead: (() => void) | undefined

  constructor(from: Source, reader: FeedReader) {
    this.#source = from
    this.#reader = reader
  }

  get busy(): boolean {
    return this.#scheduled
  }

  get synced(): Promise<void> | undefined {
    return this.#source.client.synced
  }

  open(): void {
    try {
      this.#watcher = this.#source.client.watch()
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      // the permission may be granted later; moving the clock does not shorten the delay
      this.#reader.cannotWatch(error)
      this.#retry = unstoppableClock(this.#reader.clock).after(
        MAX_OPEN_DELAY_MS,
        () => this.open(),
        () => Infinity,
      )
      return
    }
    this.#watcher.start(this)
    this.wake()
  }

  /** Calls `task` once all changes have been read or the feed is closed. */
  onceRead(task: () => void): void {
    this.#onceRead = task
  }

  resume(): void {
    if (!this.#held) return
    this.#held = false
    this.wake()
  }

  /** Schedules a read, which runs after the commit that woke the feed. */
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
    this.#tellRead()
  }

  #read(): void {
    if (this.#watcher === undefined) return
    const { isReady, queue } = this.#reader
    this.#held = isReady && queue.length >= BATCH
    if (this.#held) return
    if (this.#readBatch()) this.wake()
    // after a compaction, another read is already scheduled
    else if (!this.#scheduled) this.#tellRead()
  }

  #tellRead(): void {
    this.#onceRead?.()
    this.#onceRead = undefined
  }

  /** Reads all remaining changes at once, even if the queue is full. */
  readOn(): void {
    while (this.#readBatch());
  }

  #readBatch(): boolean {
    if (this.#watcher === undefined) return false
    let batch: ReturnType<ChangeCursor['read']>
    try {
      batch = this.#watcher.read(BATCH)
    } catch (error) {
      if (!(error instanceof StatusError) || error.code !== 410) throw error
      // the log was compacted: list again
      this.#watcher.close()
      this.open()
      return false
    }
    for (const { type, row } of batch.items) {
      const deleted = type === 'DELETED'
      if (this.#source.concerns?.(row, deleted) === false) continue
      const keys = this.#source.keyFor(this.#source.client.decode(row), deleted) ?? []
      const { queue } = this.#reader
      if (typeof keys === 'string') queue.add(keys)
      else keys.forEach((key) => queue.add(key))
    }
    return batch.more
  }
}
