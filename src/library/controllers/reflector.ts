import { type ClusterTime, realTime } from '../../apimachinery/clock.ts'
import type { Entropy } from '../../apimachinery/entropy.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { pauseFor } from '../../apimachinery/pause.ts'
import { type Status, StatusError } from '../../apimachinery/status.ts'
import { ConnectionError } from '../../apiserver/client/connection-error.ts'
import type { ApiClient } from '../../apiserver/client/remote/api-client.ts'
import { linesOf } from '../../apiserver/client/remote/lines.ts'
import type { ControllerLog } from '../../controllers/log.ts'
import { keyOf } from '../../controllers/object-controller.ts'
import { listPages, type ObjectPage } from './list-pages.ts'
import type { ObjectForm } from './object-form.ts'
import type { RemoteCache } from './remote-cache.ts'

export interface ReflectorParts {
  readonly api: Pick<ApiClient, 'call' | 'open'>
  readonly cache: RemoteCache
  readonly path: string
  readonly fieldSelector: string | undefined
  readonly form: ObjectForm
  readonly clock: ClusterTime
  readonly entropy: Entropy
  readonly log: Pick<ControllerLog, 'warn' | 'debug'>
}

export interface Reflector {
  readonly cache: RemoteCache
  /** settles after the first list, or at the stop; undefined: the first list is complete */
  readonly synced: Promise<void> | undefined
  /** Resolves once all requests have ended. */
  stop(): Promise<void>
}

type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'; readonly object: KubeObject }
  | { readonly type: 'ERROR'; readonly object: Status }

/** shortest duration of a watch; a random factor makes it up to twice as long */
const WATCH_SECONDS = 300
/** a watch without events fails if it ends sooner */
const SHORT_MS = 1000

const FIRST_PAUSE_MS = 800
const LAST_PAUSE_MS = 30_000

/**
 * Keeps a cache equal to another API server's collection (client-go's `tools/cache/reflector.go`).
 */
export const reflect = (parts: ReflectorParts): Reflector => {
  const { api, cache, form, entropy, log } = parts
  const clock = realTime(parts.clock)
  const stopping = new AbortController()
  const { signal } = stopping
  let pause = FIRST_PAUSE_MS
  /** revision of the last list or event; undefined before the first list, and if it expired */
  let revision: string | undefined
  /** the last logged failure, which is not logged again while it repeats */
  let told = ''
  let isSynced = false
  let endSync = (): void => undefined
  const firstSync = new Promise<void>((resolve) => {
    endSync = resolve
  })
  /** Returns at least 1 and less than 2. */
  const randomFactor = (): number => 1 + entropy.bytes(1).readUInt8() / 256
  const pathOf = (query: Readonly<Record<string, string>>): string => {
    const { path, fieldSelector } = parts
    const selected = fieldSelector === undefined ? query : { ...query, fieldSelector }
    return `${path}?${new URLSearchParams(selected).toString()}`
  }
  const tell = (error: unknown): void => {
    const { message } = error as Error
    if (message === told) return
    told = message
    const details = { path: parts.path, err: error }
    // a restart of the server would cause one warning per reflector
    if (error instanceof ConnectionError) log.debug(details, 'cannot watch, and will retry')
    else log.warn(details, 'cannot watch, and will retry')
  }
  const apply = (event: WatchEvent): void => {
    if (event.type === 'ERROR') throw new StatusError(event.object)
    if (event.type === 'DELETED') cache.remove(event.object)
    else if (event.type !== 'BOOKMARK') cache.put(event.object)
    revision = event.object.metadata.resourceVersion
  }
  /** Returns the list's revision. Rejects with a 410 if the list expires between two pages. */
  const list = async (): Promise<string> => {
    const keys = new Set<string>()
    let listed = ''
    const pages = listPages((query) =>
      api.call<ObjectPage>({ method: 'GET', path: pathOf(query), accept: form.list }, signal),
    )
    for await (const { metadata, items } of pages) {
      for (const item of items ?? []) {
        keys.add(keyOf(item))
        cache.put(item)
      }
      listed = metadata.resourceVersion ?? ''
    }
    cache.retain(keys)
    return listed
  }
  /**
   * Resolves when the watch ends. Rejects if a request fails, or if the watch has an ERROR event or
   * ends at once without events.
   */
  const listAndWatch = async (): Promise<void> => {
    if (revision === undefined) {
      revision = await list()
      isSynced = true
      endSync()
    }
    const begin = clock.now()
    const path = pathOf({
      watch: 'true',
      resourceVersion: revision,
      allowWatchBookmarks: 'true',
      timeoutSeconds: String(Math.floor(WATCH_SECONDS * randomFactor())),
    })
    const { body } = await api.open({ method: 'GET', path, accept: form.object }, signal)
    let events = 0
    let cut: unknown
    try {
      for await (const line of linesOf(body)) {
        apply(JSON.parse(line) as WatchEvent)
        events++
      }
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error
      cut = error
    }
    if (events === 0 && clock.now() - begin < SHORT_MS)
      throw cut ?? new Error('the watch ended at once')
    told = ''
    pause = FIRST_PAUSE_MS
  }
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        await listAndWatch()
      } catch (error) {
        if (signal.aborted) break
        if (error instanceof StatusError && error.code === 410) revision = undefined
        else tell(error)
        // pauses grow exponentially, with up to 100% jitter, like those of client-go (1.34)
        const now = pause
        pause = Math.min(now * 2, LAST_PAUSE_MS)
        await pauseFor(clock, now * randomFactor(), signal)
      }
    }
    endSync()
  }
  const running = run()
  return {
    cache,
    get synced() {
      return isSynced ? undefined : firstSync
    },
    stop: () => {
      stopping.abort()
      return running
    },
  }
}
