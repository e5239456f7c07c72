/** Follows all changes under one prefix of etcd, in order. */
import type { Connection, EtcdWatch } from './connection.ts'
import { EtcdError } from './errors.ts'
import type { KeyValue, WatchEvent, WatchResponse } from './messages.ts'
import { readAll } from './read-all.ts'

interface FeedParts {
  readonly connection: Connection
  readonly range: { readonly key: Buffer; readonly range_end: Buffer }
  /** called with the revision that the changes reach */
  readonly changed: (events: readonly WatchEvent[], revision: number) => void
  /** called with all current rows when history is lost */
  readonly replaced: (rows: readonly KeyValue[], revision: number) => void
}

/** Interval of probes; three without a response end the stream. */
const SILENCE_MS = 2_000

/** Delay of a progress request: writes to other prefixes cause no events. */
const PROGRESS_MS = 5
const MORE_PROGRESS_MS = 50

const PAUSE_MS = 100

/** Shorter outages, such as an election, are hidden from clients. */
const PATIENCE_MS = 5_000

interface Waiting {
  readonly revision: number
  readonly resolve: () => void
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export class EtcdFeed {
  readonly #parts: FeedParts
  #revision: number
  #stream: EtcdWatch | undefined
  #lost: Error | undefined
  #isGivenUp = false
  #giveUp: NodeJS.Timeout | undefined
  #isStopped = false
  #silences = 0
  #parted: WatchEvent[] = []
  #progress: NodeJS.Timeout | undefined
  readonly #waiting = new Set<Waiting>()
  readonly #onConnected = new Set<(error: Error | undefined) => void>()

  constructor(parts: FeedParts, revision: number) {
    this.#parts = parts
    this.#revision = revision
  }

  get revision(): number {
    return this.#revision
  }

  /** undefined during a brief disconnection */
  get failure(): Error | undefined {
    return this.#isGivenUp ? this.#lost : undefined
  }

  start(): void {
    this.#lose(new Error('etcd has not answered yet'))
    void this.#run()
  }

  /** Waiting `reach` calls resolve, `following` calls reject. */
  stop(): void {
    const error = new Error('the store is closed')
    this.#isStopped = true
    this.#ended(error)
    clearTimeout(this.#giveUp)
    clearTimeout(this.#progress)
    for (const { resolve } of this.#waiting) resolve()
    this.#waiting.clear()
    this.#settle(error)
  }

  /** Resolves once connected; rejects after a long disconnection, or when stopped. */
  async following(): Promise<void> {
    if (this.#lost === undefined) return
    if (this.#isGivenUp) throw this.#lost
    const error = await new Promise<Error | undefined>((resolve) => this.#onConnected.add(resolve))
    if (error !== undefined) throw error
  }

  /** Resolves once all changes up to `revision` were reported, or the feed was stopped. */
  reach(revision: number): Promise<void> {
    if (this.#revision >= revision || this.#isStopped) return Promise.resolve()
    return new Promise((resolve) => {
      this.#waiting.add({ revision, resolve })
      this.#progress ??= setTimeout(() => this.#askProgress(), PROGRESS_MS)
    })
  }

  leave(error: Error): void {
    this.#ended(error)
  }

  #askProgress(): void {
    this.#progress = undefined
    if (this.#waiting.size === 0 || this.#isStopped) return
    // etcd answers once no event is pending: repeat until then
    this.#stream?.send({ progress_request: {} })
    this.#progress = setTimeout(() => this.#askProgress(), MORE_PROGRESS_MS)
  }

  #ended: (error: Error) => void = () => undefined

  async #run(): Promise<void> {
    const { connection } = this.#parts
    while (!this.#isStopped) {
      const error = await this.#follow()
      if (this.#isStopped) return
      this.#lose(error)
      if (error instanceof CompactedError) {
        const began = await this.#beginAnew().catch((cause: Error) => cause)
        if (began === undefined) continue
        this.#lose(began)
      }
      connection.turnToNext()
      await pause(PAUSE_MS)
    }
  }

  /** Follows one stream; resolves with the reason of its end. */
  #follow(): Promise<Error> {
    const { connection, range } = this.#parts
    this.#parted = []
    this.#silences = 0
    return new Promise((resolve) => {
      const stream = connection.watch(
        (response) => this.#take(response),
        (error) => end(error),
      )
      const end = (error: Error): void => {
        clearInterval(watching)
        stream.end()
        this.#stream = undefined
        resolve(error)
      }
      const watching = setInterval(() => this.#look(), SILENCE_MS)
      this.#stream = stream
      this.#ended = end
      const create_request = {
        ...range,
        start_revision: this.#revision + 1,
        progress_notify: true,
        fragment: true,
      }
      stream.send({ create_request })
    })
  }

  #look(): void {
    this.#silences++
    if (this.#silences > 2)
      this.#ended(EtcdError.silence(this.#parts.connection.server, 3 * SILENCE_MS))
    else this.#stream?.send({ progress_request: {} })
  }

  #take(response: WatchResponse): void {
    this.#silences = 0
    const { header, created, canceled, compact_revision, cancel_reason, fragment } = response
    if (canceled) {
      this.#ended(
        compact_revision > 0
          ? new CompactedError(`history starts after revision ${compact_revision}`)
          : new Error(`${this.#parts.connection.server}: ${cancel_reason}`),
      )
      return
    }
    if (created) {
      this.#found()
      return
    }
    for (const event of response.events) this.#parted.push(event)
    if (fragment) return
    const events = this.#parted
    this.#parted = []
    // the header of a response with events may be ahead of them
    const told = events.at(-1)?.kv?.mod_revision ?? header?.revision ?? 0
    if (told <= this.#revision) return
    this.#revision = told
    this.#parts.changed(events, told)
    this.#reached()
  }

  async #beginAnew(): Promise<undefined> {
    const { connection, range } = this.#parts
    const { rows, revision } = await readAll(connection, range, 0)
    this.#revision = revision
    this.#parts.replaced(rows, revision)
    this.#reached()
  }

  #reached(): void {
    for (const waiting of this.#waiting) {
      if (waiting.revision > this.#revision) continue
      this.#waiting.delete(waiting)
      waiting.resolve()
    }
  }

  #found(): void {
    this.#lost = undefined
    this.#isGivenUp = false
    clearTimeout(this.#giveUp)
    this.#giveUp = undefined
    this.#settle(undefined)
  }

  #lose(error: Error): void {
    this.#lost = error
    this.#giveUp ??= setTimeout(() => {
      this.#isGivenUp = true
      this.#settle(this.#lost)
    }, PATIENCE_MS)
  }

  #settle(error: Error | undefined): void {
    for (const settle of this.#onConnected) settle(error)
    this.#onConnected.clear()
  }
}

class CompactedError extends Error {
  override readonly name = 'CompactedError'
}
