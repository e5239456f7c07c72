/** Follows all changes under one prefix of etcd, in order. */
import type { Connection, EtcdWatch } from './connection.ts'
import { EtcdError } from './errors.ts'
import type { Keys } from './keys.ts'
import type { KeyValue, WatchEvent, WatchResponse } from './messages.ts'
import { readAll } from './read-all.ts'

interface FeedParts {
  readonly connection: Connection
  readonly range: Keys['range']
  /** `revision`: all changes up to this revision have been reported */
  readonly changed: (events: readonly WatchEvent[], revision: number) => void
  /** called with all current rows when history is lost */
  readonly replaced: (rows: readonly KeyValue[], revision: number) => void
}

/** Interval of probes; silence for three intervals ends the stream. */
const SILENCE_MS = 2_000

/**
 * Delay of the first progress request. Without progress requests, `reach` would not resolve after a
 * write under another prefix, which causes no event here.
 */
const PROGRESS_MS = 5
/** Delay of each further progress request. */
const MORE_PROGRESS_MS = 50

const PAUSE_MS = 100

/** Shorter outages, such as an election, are hidden from clients. */
const PATIENCE_MS = 5_000

interface Waiting {
  readonly revision: number
  readonly resolve: () => void
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

class CompactedError extends Error {
  override readonly name = 'CompactedError'
}

export type EtcdFeed = ReturnType<typeof etcdFeed>

export const etcdFeed = (
  { connection, range, changed, replaced }: FeedParts,
  reachedAtStart: number,
) => {
  let revision = reachedAtStart
  let stream: EtcdWatch | undefined
  let lost: Error | undefined
  let isGivenUp = false
  let giveUp: NodeJS.Timeout | undefined
  let isStopped = false
  let silences = 0
  let parted: WatchEvent[] = []
  let progress: NodeJS.Timeout | undefined
  const waiting = new Set<Waiting>()
  const onConnected = new Set<(error: Error | undefined) => void>()
  /** Ends the stream. */
  let leave: (error: Error) => void = () => undefined

  const settle = (error: Error | undefined): void => {
    for (const settled of onConnected) settled(error)
    onConnected.clear()
  }

  const lose = (error: Error): void => {
    lost = error
    giveUp ??= setTimeout(() => {
      isGivenUp = true
      settle(lost)
    }, PATIENCE_MS)
  }

  const found = (): void => {
    lost = undefined
    isGivenUp = false
    clearTimeout(giveUp)
    giveUp = undefined
    settle(undefined)
  }

  const advance = (to: number): void => {
    for (const each of waiting) {
      if (each.revision > to) continue
      waiting.delete(each)
      each.resolve()
    }
  }

  const take = (response: WatchResponse): void => {
    silences = 0
    const { header, created, canceled, compact_revision, cancel_reason, fragment } = response
    if (canceled)
      return leave(
        compact_revision > 0
          ? new CompactedError(`history starts at revision ${compact_revision}`)
          : new Error(`${connection.server}: ${cancel_reason}`),
      )
    if (created) return found()
    for (const event of response.events) parted.push(event)
    if (fragment) return
    const events = parted
    parted = []
    // the header's revision may be later than that of the events in the response
    const told = events.at(-1)?.kv?.mod_revision ?? header?.revision ?? 0
    if (told <= revision) return
    revision = told
    changed(events, told)
    advance(told)
  }

  const beginAnew = async (): Promise<undefined> => {
    const { rows, revision: read } = await readAll(connection, range, 0)
    revision = read
    replaced(rows, read)
    advance(read)
  }

  const look = (): void => {
    silences++
    if (silences > 2) leave(EtcdError.silence(connection.server, 3 * SILENCE_MS))
    else stream?.send({ progress_request: {} })
  }

  /** Follows one stream; resolves with the error that ends it. */
  const follow = (): Promise<Error> => {
    parted = []
    silences = 0
    return new Promise((resolve) => {
      const opened = connection.watch(take, (error) => end(error))
      const end = (error: Error): void => {
        clearInterval(watching)
        opened.end()
        stream = undefined
        resolve(error)
      }
      const watching = setInterval(look, SILENCE_MS)
      stream = opened
      leave = end
      const create_request = {
        ...range,
        start_revision: revision + 1,
        progress_notify: true,
        fragment: true,
      }
      opened.send({ create_request })
    })
  }

  const run = async (): Promise<void> => {
    while (!isStopped) {
      const error = await follow()
      if (isStopped) return
      lose(error)
      if (error instanceof CompactedError) {
        const began = await beginAnew().catch((cause: Error) => cause)
        if (began === undefined) continue
        lose(began)
      }
      connection.turnToNext()
      await pause(PAUSE_MS)
    }
  }

  const askProgress = (): void => {
    progress = undefined
    if (waiting.size === 0 || isStopped) return
    // etcd ignores a progress request while events are pending, so it is repeated
    stream?.send({ progress_request: {} })
    progress = setTimeout(askProgress, MORE_PROGRESS_MS)
  }

  return {
    /** undefined while connected, and during a brief disconnection */
    get failure() {
      return isGivenUp ? lost : undefined
    },
    start(): void {
      lose(new Error('etcd has not answered yet'))
      void run()
    },
    /** Resolves waiting calls of `reach`, and rejects those of `following`. */
    stop(): void {
      const error = new Error('the store is closed')
      isStopped = true
      leave(error)
      clearTimeout(giveUp)
      clearTimeout(progress)
      for (const { resolve } of waiting) resolve()
      waiting.clear()
      settle(error)
    },
    /** Resolves once connected; rejects after a long disconnection, or when stopped. */
    async following(): Promise<void> {
      if (lost === undefined) return
      if (isGivenUp) throw lost
      const error = await new Promise<Error | undefined>((resolve) => onConnected.add(resolve))
      if (error !== undefined) throw error
    },
    /** Resolves once all changes up to `wanted` were reported, or the feed was stopped. */
    reach(wanted: number): Promise<void> {
      if (revision >= wanted || isStopped) return Promise.resolve()
      return new Promise((resolve) => {
        waiting.add({ revision: wanted, resolve })
        progress ??= setTimeout(askProgress, PROGRESS_MS)
      })
    },
    leave: (error: Error) => leave(error),
  }
}
