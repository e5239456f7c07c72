/** GET of a collection with `watch=true` (apimachinery section 6). */
import { plainError, StatusError } from '../../api/status.ts'
import { tooOldForWatch } from '../../registry/errors.ts'
import { parseResourceVersion } from '../../registry/list.ts'
import { type Selection, selectionCost } from '../../registry/selection.ts'
import type { Row } from '../../store/store.ts'
import type { Call, StreamAnswer, StreamWriter } from '../call.ts'
import { type WatchParameters, watchParameters } from '../body/list-parameters.ts'
import { EventWriter } from './event-writer.ts'
import { formOf } from '../answer/form.ts'
import type { Target } from './target.ts'

/** So many events are read at a time; less for a selector that costs much to ask, of 1,000 terms and more. */
const BATCH = 500
const batchFor = (selection: Selection): number =>
  Math.max(1, Math.floor(BATCH / (1 + selectionCost(selection) / 1024)))

/** Without `timeoutSeconds` a watch ends after 30 to 60 minutes, at random so that clients do not all come back at once. */
const MIN_TIMEOUT_MS = 30 * 60_000
const BOOKMARK_INTERVAL_MS = 60_000
/** The last bookmark comes a little before the end, so that the client resumes close to it. */
const LAST_BOOKMARK_MS = 2000
/** A client that takes nothing for so long is cut off; it may come back and resume from the log. */
const SLOW_CLIENT_MS = 60_000

interface Start {
  /** only changes after this revision are sent */
  readonly after: number
  /** sent first, as ADDED */
  readonly initial: readonly Row[]
}

/** Where a watch begins (apimachinery sections 6.2, 6.3). */
const startOf = async (
  { served, namespace, call }: Target,
  { selection, resourceVersion, sendInitialEvents }: WatchParameters,
  revision: number,
): Promise<Start> => {
  const { registry } = served
  const fromNow = resourceVersion === '' || revision === 0
  if (sendInitialEvents === true || (sendInitialEvents === undefined && fromNow)) {
    const { clock } = call.services
    const request = {
      namespace,
      selection,
      limit: 0,
      continueToken: '',
      resourceVersion: revision === 0 ? '' : resourceVersion,
      resourceVersionMatch: revision === 0 ? '' : 'NotOlderThan',
    }
    const list = await registry.list(clock, request, call.signal)
    return { after: list.revision, initial: list.rows }
  }
  if (fromNow) return { after: registry.revision, initial: [] }
  if (revision < registry.compacted) throw tooOldForWatch(revision, registry.compacted)
  return { after: revision, initial: [] }
}

/** Below zero it is over at once, as a context of Go's with such a deadline. */
const timeoutOf = (call: Call, timeoutSeconds: number): number =>
  timeoutSeconds !== 0
    ? Math.max(timeoutSeconds, 0) * 1000
    : MIN_TIMEOUT_MS * (1 + call.services.entropy.bytes(1)[0]! / 256)

/** Something that happens later and can be waited for; several happenings in between count once. */
class Bell {
  #rung = false
  #wake: (() => void) | undefined
  readonly ring = (): void => {
    this.#rung = true
    this.#wake?.()
  }
  async wait(): Promise<void> {
    if (!this.#rung) await new Promise<void>((resolve) => (this.#wake = resolve))
    this.#rung = false
    this.#wake = undefined
  }
}

/** Waits until the client has taken what was written; false when it does not, or is gone. */
const clientTakes = (
  writer: StreamWriter,
  { services }: Call,
  signal: AbortSignal,
): Promise<boolean> =>
  new Promise((resolve) => {
    const settle = (took: boolean): void => {
      cancel()
      signal.removeEventListener('abort', gone)
      resolve(took)
    }
    const gone = (): void => settle(false)
    const cancel = services.clock.after(SLOW_CLIENT_MS, gone)
    if (signal.aborted) return gone()
    signal.addEventListener('abort', gone)
    writer.drained().then(() => settle(true), gone)
  })

const stream = async (
  target: Target,
  parameters: WatchParameters,
  start: Start,
  events: EventWriter,
  writer: StreamWriter,
  signal: AbortSignal,
): Promise<void> => {
  const { call, served, namespace } = target
  const { clock, turns } = call.services
  const batch = batchFor(parameters.selection)
  const watcher = served.registry.watch({ namespace, selection: parameters.selection, ...start })
  const bell = new Bell()
  let ended = false
  let bookmarkDue = false
  const timeout = timeoutOf(call, parameters.timeoutSeconds)
  const timers = new Set<() => void>()
  const later = (ms: number, task: () => void): void => {
    const cancel = clock.after(ms, () => {
      timers.delete(cancel)
      task()
      bell.ring()
    })
    timers.add(cancel)
  }
  const markSoon = (): void => {
    later(BOOKMARK_INTERVAL_MS, () => {
      bookmarkDue = true
      markSoon()
    })
  }
  let endOfInitialEvents = parameters.sendInitialEvents === true && parameters.allowWatchBookmarks
  if (parameters.allowWatchBookmarks) {
    markSoon()
    if (timeout > LAST_BOOKMARK_MS) later(timeout - LAST_BOOKMARK_MS, () => (bookmarkDue = true))
  }
  later(timeout, () => (ended = true))
  signal.addEventListener('abort', bell.ring, { once: true })
  watcher.start(bell.ring)
  const write = async (fits: boolean): Promise<void> => {
    if (fits || (await clientTakes(writer, call, signal))) return
    writer.cut()
    ended = true
  }
  try {
    while (!ended && !signal.aborted) {
      // many watches are woken at once: those that take long wait for each other
      if (batch < BATCH / 2) await turns.next()
      const { items, more } = watcher.read(batch)
      for (const { type, row } of items) {
        await write(events.row(type, row))
        if (ended || signal.aborted) break
      }
      if (more) {
        await turns.next()
        continue
      }
      if (endOfInitialEvents || bookmarkDue) {
        await write(events.bookmark(watcher.position, endOfInitialEvents))
        endOfInitialEvents = false
        bookmarkDue = false
      }
      await bell.wait()
    }
  } finally {
    watcher.close()
    timers.forEach((cancel) => cancel())
  }
}

export const handleWatch = (target: Target): StreamAnswer => {
  const { call, served } = target
  const form = formOf(call, 'watch')
  const parameters = watchParameters(call.info, served)
  const { resourceVersion } = parameters
  const parsed = parseResourceVersion(resourceVersion)
  if ('problem' in parsed) {
    throw plainError(
      `resourceVersion: Invalid value: ${JSON.stringify(resourceVersion)}: ${parsed.problem}`,
    )
  }
  return {
    contentType:
      form.mediaType === 'application/json' ? form.mediaType : `${form.mediaType};stream=watch`,
    run: async (writer, signal) => {
      const events = new EventWriter(served, form, writer, call.services)
      try {
        const start = await startOf(target, parameters, parsed.revision)
        await stream(target, parameters, start, events, writer, signal)
      } catch (error) {
        // the stream has begun: what goes wrong now is told inside it
        if (signal.aborted) return
        if (!(error instanceof StatusError)) throw error
        events.error(error)
      }
    },
  }
}
