import { type ClusterTime, restless } from '../apimachinery/clock.ts'
import type { KubeObject } from '../apimachinery/meta.ts'
import { StatusError } from '../apimachinery/status.ts'
import type { Client } from '../apiserver/registry/client.ts'
import type { Reader, Watcher } from '../apiserver/registry/watcher.ts'
import type { Row } from '../storage/store.ts'
import type { WorkQueue } from './queue.ts'

/** client-go's reflectors wait up to this long before they list again. */
const MAX_OPEN_DELAY_MS = 30_000
/** Read from a watch at once; the rest waits in the log, so that a burst costs no memory here. */
const BATCH = 100

/** A resource whose changes make work. */
export interface Source<T extends KubeObject = KubeObject> {
  readonly client: Client<T>
  /** asked first, before the object is decoded: false when its bytes show that it makes no work */
  concerns?(row: Row, deleted: boolean): boolean
  /** the key of the work that this object makes, or several; undefined: none */
  keyFor(object: T, deleted: boolean): string | readonly string[] | undefined
}

/** Keeps the types of different sources together. */
export const source = <T extends KubeObject>(from: Source<T>): Source => from

/** Whose work a feed makes. */
export interface FeedReader {
  readonly queue: WorkQueue
  readonly clock: ClusterTime
  /** It may not, and will try again. */
  cannotWatch(error: unknown): void
}

/** Follows one source into the queue: it reads only while the queue has room, and one batch in a turn of the event loop. */
export class Feed implements Reader {
  readonly #source: Source
  readonly #reader: FeedReader
  #watcher: Watcher<KubeObject> | undefined
  #scheduled = false
  /** the queue was full when there was more to read */
  #held = false
  #retry: (() => void) | undefined

  constructor(from: Source, reader: FeedReader) {
    this.#source = from
    this.#reader = reader
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
      this.#reader.cannotWatch(error)
      this.#retry = restless(this.#reader.clock).after(
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
    this.#held = this.#reader.queue.length >= BATCH
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
      const keys = this.#source.keyFor(this.#source.client.decode(row), deleted) ?? []
      const { queue } = this.#reader
      if (typeof keys === 'string') queue.add(keys)
      else keys.forEach((key) => queue.add(key))
    }
    return batch.more
  }
}
