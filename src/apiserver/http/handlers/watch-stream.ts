/** Runs one watch: events, bookmarks, timeouts and slow clients. */
import { realTime } from '../../../apimachinery/clock.ts'
import { type Selection, selectionCost } from '../../registry/selection.ts'
import type { Row } from '../../../storage/store.ts'
import type { WatchParameters } from '../body/list-parameters.ts'
import type { FlushedWriter } from '../answer/flushed-writer.ts'
import { awaitRoom, type Call } from '../call.ts'
import type { EventWriter } from './event-writer.ts'
import type { Target } from './target.ts'

/** Events per read; fewer for long selectors: a selector of 64 KiB takes 0.5 ms per event. */
const BATCH = 500
const batchFor = (selection: Selection): number =>
  Math.max(1, Math.floor(BATCH / (1 + selectionCost(selection) / 1024)))

/** An event of this many bytes counts as one more watch in `watchRounds`. */
const BYTES_OF_ONE = 4096

/**
 * Without `timeoutSeconds`, a watch ends after 30 to 60 minutes, at random, so that clients do not
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

/** Yields a promise to wait for; undefined: wait for `wake`. */
type StreamSteps = Generator<Promise<unknown> | undefined, void, void>

/** Rejects with errors of the registry. */
export const runWatch = async (parts: WatchStreamParts): Promise<void> => {
  const { target, parameters, start, events, writer, signal } = parts
  const { call, served, namespace } = target
  const { selection, allowWatchBookmarks } = parameters
  const { turns, watchRounds } = call.cluster
  const clock = realTime(call.clock)
  const watcher = served.registry.watch({ namespace, selection, ...start })
  const batch = batchFor(selection)
  const timers = new Set<() => void>()
  /** the bookmark that ends the initial events is due */
  let endMarkDue = parameters.sendInitialEvents === true && allowWatchBookmarks
  let bookmarkDue = false
  let over = signal.aborted
  /** whether `wake` was called since the last read began */
  let rung = false
  /** continues the loop below; undefined unless it waits for `wake` */
  let resume: ((waiting: Promise<unknown> | void) => void) | undefined

  /** Waits for the client to catch up; after {@link SLOW_CLIENT_MS}, cuts it off. */
  const drained = (): Promise<void> =>
    new Promise((resolve) => {
      const settle = (): void => {
        cancel()
        signal.removeEventListener('abort', settle)
        resolve()
      }
      const cancel = clock.after(SLOW_CLIENT_MS, () => {
        over = true
        writer.cut()
        settle()
      })
      if (signal.aborted) return settle()
      signal.addEventListener('abort', settle)
      void writer.drained().then(settle)
    })

  const steps = function* (): StreamSteps {
    while (!over) {
      rung = false
      const turn = watchRounds.next(call.user.name)
      if (turn !== undefined) yield turn
      // all watches of a resource wake at once, so those with long selectors take turns
      if (batch < BATCH / 2) yield turns.next(call)
      const { items, more } = watcher.read(batch)
      // an event that does not fit the form ends the watch (`watchEncoder.doEncode`)
      if (items.length > 0) over ||= !events.fits
      for (const { type, row } of items) {
        watchRounds.spend(Math.floor(row.value.length / BYTES_OF_ONE))
        const waiting = awaitRoom(call, row.value.length)
        if (waiting !== undefined) {
          writer.flush()
          yield waiting
        }
        if (over) break
        if (!events.row(type, row)) yield drained()
        call.room.leave()
      }
      if (more) {
        yield turns.next(call)
        continue
      }
      if (endMarkDue || bookmarkDue) over ||= !events.fits
      if (!over && (endMarkDue || bookmarkDue)) {
        if (!events.bookmark(watcher.position, endMarkDue)) yield drained()
        endMarkDue = false
        bookmarkDue = false
      }
      if (!writer.flush()) yield drained()
      if (!rung && !over) yield undefined
    }
  }
  const course = steps()

  /** Writes new events at once, without a promise, unless the loop waits for something else. */
  const wake = (): void => {
    rung = true
    const waiting = resume
    if (waiting === undefined) return
    resume = undefined
    try {
      const step = course.next()
      if (step.done === true) waiting()
      else if (step.value === undefined) resume = waiting
      else waiting(step.value)
    } catch (error) {
      waiting(Promise.reject(error))
    }
  }

  const leave = (): void => {
    over = true
    call.room.end()
    wake()
  }

  const later = (ms: number, task: () => void): void => {
    const cancel = clock.after(ms, () => {
      timers.delete(cancel)
      task()
      wake()
    })
    timers.add(cancel)
  }

  const timeout = timeoutOf(call, parameters.timeoutSeconds)
  const owe = (): void => void (bookmarkDue = true)
  const oweRepeatedly = (): void => {
    owe()
    later(BOOKMARK_INTERVAL_MS, oweRepeatedly)
  }
  if (allowWatchBookmarks) {
    later(BOOKMARK_INTERVAL_MS, oweRepeatedly)
    if (timeout > LAST_BOOKMARK_MS) later(timeout - LAST_BOOKMARK_MS, owe)
  }
  later(timeout, () => (over = true))
  signal.addEventListener('abort', leave, { once: true })
  watcher.start({ wake })
  try {
    for (let step = course.next(); step.done !== true; step = course.next())
      await (step.value ?? new Promise((resolve) => (resume = resolve)))
  } finally {
    watcher.close()
    timers.forEach((cancel) => cancel())
  }
}
