/** Runs one watch: events, bookmarks, timeouts and slow clients. */
import { realTime } from '../../../apimachinery/clock.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { type Selection, selectionCost } from '../../registry/selection.ts'
import type { Reader, Watcher } from '../../registry/watcher.ts'
import type { Row } from '../../../storage/store.ts'
import type { WatchParameters } from '../body/list-parameters.ts'
import type { FlushedWriter } from '../answer/flushed-writer.ts'
import type { Call } from '../call.ts'
import type { EventWriter } from './event-writer.ts'
import type { Target } from './target.ts'

/** Events per read; fewer for longer selectors: one of 64 KiB takes 0.5 ms per event. */
const BATCH = 500
const batchFor = (selection: Selection): number =>
  Math.max(1, Math.floor(BATCH / (1 + selectionCost(selection) / 1024)))

/** This many bytes count as one more event. */
const BYTES_OF_ONE = 4096

/**
 * Without `timeoutSeconds`, a watch ends after 30 to 60 minutes, at random: clients must not
 * reconnect together.
 */
const MIN_TIMEOUT_MS = 30 * 60_000
const BOOKMARK_INTERVAL_MS = 60_000
/** The last bookmark is due this long before the end, so that clients resume near it. */
const LAST_BOOKMARK_MS = 2000
/** A client that lags for this long is cut off. */
const SLOW_CLIENT_MS = 60_000

export interface Start {
  readonly after: number
  readonly initial: readonly Row[]
}

interface WatchStreamParts {
  readonly target: Target
  readonly parameters: WatchParameters
  readonly start: Start
  readonly events: EventWriter
  readonly writer: FlushedWriter
  /** fires when the client, the server or a fault ends the watch */
  readonly signal: AbortSignal
}

/** A negative timeout ends the watch at once, like a Go context. */
const timeoutOf = ({ entropy }: Call, timeoutSeconds: number): number =>
  timeoutSeconds !== 0
    ? Math.max(timeoutSeconds, 0) * 1000
    : MIN_TIMEOUT_MS * (1 + entropy.bytes(1)[0]! / 256)

/** Yields a promise to wait for; undefined: wait for {@link WatchStream.wake}. */
type StreamSteps = Generator<Promise<unknown> | undefined, void, void>

export class WatchStream implements Reader {
  readonly #parts: WatchStreamParts
  readonly #watcher: Watcher<KubeObject>
  readonly #batch: number
  readonly #timers = new Set<() => void>()
  readonly #course = this.#begin()
  /** the mark after the initial events is due */
  #endMarkDue: boolean
  #bookmarkDue = false
  #over = false
  /** set by {@link wake} until the next read */
  #rung = false
  /** continues {@link run}; undefined unless it waits for {@link wake} */
  #resume: ((waiting: Promise<unknown> | void) => void) | undefined

  constructor(parts: WatchStreamParts) {
    const { target, parameters, start } = parts
    const { served, namespace } = target
    const { selection, sendInitialEvents, allowWatchBookmarks } = parameters
    this.#parts = parts
    this.#watcher = served.registry.watch({ namespace, selection, ...start })
    this.#batch = batchFor(selection)
    this.#endMarkDue = sendInitialEvents === true && allowWatchBookmarks
  }

  /** Rejects with errors of the registry. */
  async run(): Promise<void> {
    const { signal } = this.#parts
    this.#setTimers()
    this.#over = signal.aborted
    signal.addEventListener('abort', this.#leave, { once: true })
    this.#watcher.start(this)
    try {
      for (let step = this.#course.next(); step.done !== true; step = this.#course.next())
        await (step.value ?? new Promise((resolve) => (this.#resume = resolve)))
    } finally {
      this.#watcher.close()
      this.#timers.forEach((cancel) => cancel())
    }
  }

  *#begin(): StreamSteps {
    const { target, events, writer } = this.#parts
    const { call } = target
    const { turns, watchRounds } = call.services
    while (!this.#over) {
      this.#rung = false
      const turn = watchRounds.next(call.user.name)
      if (turn !== undefined) yield turn
      // watches wake together: expensive ones take turns
      if (this.#batch < BATCH / 2) yield turns.next(call)
      const { items, more } = this.#watcher.read(this.#batch)
      if (items.length > 0) this.#checkFit()
      for (const { type, row } of items) {
        watchRounds.spend(Math.floor(row.value.length / BYTES_OF_ONE))
        const waiting = call.awaitRoom(row.value.length)
        if (waiting !== undefined) {
          writer.flush()
          yield waiting
        }
        if (this.#over) break
        if (!events.row(type, row)) yield this.#taken()
        call.room.leave()
      }
      if (more) yield turns.next(call)
      else {
        if (this.#endMarkDue || this.#bookmarkDue) yield* this.#writeBookmark()
        if (!writer.flush()) yield this.#taken()
        if (!this.#rung && !this.#over) yield undefined
      }
    }
  }

  #setTimers(): void {
    const { target, parameters } = this.#parts
    const timeout = timeoutOf(target.call, parameters.timeoutSeconds)
    const owe = (): void => void (this.#bookmarkDue = true)
    if (parameters.allowWatchBookmarks) {
      const again = (): void => {
        owe()
        this.#later(BOOKMARK_INTERVAL_MS, again)
      }
      this.#later(BOOKMARK_INTERVAL_MS, again)
      if (timeout > LAST_BOOKMARK_MS) this.#later(timeout - LAST_BOOKMARK_MS, owe)
    }
    this.#later(timeout, () => (this.#over = true))
  }

  #later(ms: number, task: () => void): void {
    const cancel = realTime(this.#parts.target.call.clock).after(ms, () => {
      this.#timers.delete(cancel)
      task()
      this.wake()
    })
    this.#timers.add(cancel)
  }

  *#writeBookmark(): StreamSteps {
    const { events } = this.#parts
    this.#checkFit()
    if (this.#over) return
    if (!events.bookmark(this.#watcher.position, this.#endMarkDue)) yield this.#taken()
    this.#endMarkDue = false
    this.#bookmarkDue = false
  }

  /** Ends the watch at an event that does not fit the form (`watchEncoder.doEncode`). */
  #checkFit(): void {
    if (!this.#parts.events.fits) this.#over = true
  }

  /** Cuts a client that stays slow for {@link SLOW_CLIENT_MS}. */
  #taken(): Promise<void> {
    const { target, writer, signal } = this.#parts
    return new Promise((resolve) => {
      const settle = (): void => {
        cancel()
        signal.removeEventListener('abort', settle)
        resolve()
      }
      const cancel = realTime(target.call.clock).after(SLOW_CLIENT_MS, () => {
        this.#over = true
        writer.cut()
        settle()
      })
      if (signal.aborted) return settle()
      signal.addEventListener('abort', settle)
      void writer.drained().then(settle)
    })
  }

  readonly #leave = (): void => {
    this.#over = true
    this.#parts.target.call.room.end()
    this.wake()
  }

  /** Writes at once, without a promise, unless it has to wait. */
  wake(): void {
    this.#rung = true
    const resume = this.#resume
    if (resume === undefined) return
    this.#resume = undefined
    try {
      const step = this.#course.next()
      if (step.done === true) resume()
      else if (step.value === undefined) this.#resume = resume
      else resume(step.value)
    } catch (error) {
      resume(Promise.reject(error))
    }
  }
}
