/**
 * Keeps a cache equal to another API server's collection (client-go's `tools/cache/reflector.go`).
 */
import { type ClusterTime, realTime } from '../../../apimachinery/clock.ts'
import type { Entropy } from '../../../apimachinery/entropy.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { type Status, StatusError } from '../../../apimachinery/status.ts'
import { ConnectionError } from '../connection-error.ts'
import type { ApiClient } from './api-client.ts'
import { linesOf } from './lines.ts'
import { listPages } from './list-pages.ts'
import { type RemoteCache, rowKey } from './remote-cache.ts'
import { pauseFor } from '../../../apimachinery/pause.ts'
import type { ObjectForm } from './object-form.ts'

interface ReflectorLog {
  warn(details: object, message: string): void
  debug(details: object, message: string): void
}

export interface ReflectorParts {
  readonly api: Pick<ApiClient, 'call' | 'open'>
  readonly cache: RemoteCache
  readonly path: string
  readonly fieldSelector: string | undefined
  readonly form: ObjectForm
  readonly clock: ClusterTime
  readonly entropy: Entropy
  readonly log: ReflectorLog
}

type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'; readonly object: KubeObject }
  | { readonly type: 'ERROR'; readonly object: Status }

/** duration of a watch, times a random factor from 1 to 2 */
const WATCH_SECONDS = 300
/** a watch without events that ends sooner is a failure */
const SHORT_MS = 1000

const FIRST_PAUSE_MS = 800
const LAST_PAUSE_MS = 30_000

/** A number from 1 to 2. */
const randomFactor = (entropy: Entropy): number => 1 + entropy.bytes(1).readUInt8() / 256

const isExpired = (error: unknown): boolean => error instanceof StatusError && error.code === 410

export class Reflector {
  /** settles once the first list is complete, or the reflector was stopped */
  readonly synced: Promise<void>
  readonly #parts: ReflectorParts
  #pause = FIRST_PAUSE_MS
  readonly #stopping = new AbortController()
  #isSynced: () => void = () => undefined
  /** of the last list or event; undefined: none yet, or expired */
  #revision: string | undefined
  /** message of the last failure; repetitions are not logged */
  #told = ''

  constructor(parts: ReflectorParts) {
    this.#parts = parts
    this.synced = new Promise((resolve) => {
      this.#isSynced = resolve
    })
  }

  async run(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      try {
        await this.#listAndWatch()
      } catch (error) {
        if (signal.aborted) break
        if (isExpired(error)) this.#revision = undefined
        else this.#tell(error)
        await this.#rest(signal)
      }
    }
    this.#isSynced()
  }

  stop(): void {
    this.#stopping.abort()
  }

  /** Pauses like client-go: exponentially longer, with up to 100% jitter (1.34). */
  async #rest(signal: AbortSignal): Promise<void> {
    const { clock, entropy } = this.#parts
    const pause = this.#pause
    this.#pause = Math.min(pause * 2, LAST_PAUSE_MS)
    await pauseFor(realTime(clock), pause * randomFactor(entropy), signal)
  }

  /** Rejects if a request fails, or the watch has an ERROR event or ends at once without events. */
  async #listAndWatch(): Promise<void> {
    if (this.#revision === undefined) {
      this.#revision = await this.#list()
      this.#isSynced()
    }
    const clock = realTime(this.#parts.clock)
    const begin = clock.now()
    const { events, cut } = await this.#watch(this.#revision)
    if (events === 0 && clock.now() - begin < SHORT_MS)
      throw cut ?? new Error('the watch ended at once')
    this.#told = ''
    this.#pause = FIRST_PAUSE_MS
  }

  /** Fills the cache; returns the list's revision. Rejects with a 410 if a page has expired. */
  async #list(): Promise<string> {
    const { cache, api, form } = this.#parts
    const keys = new Set<string>()
    const { signal } = this.#stopping
    let revision = ''
    const pages = listPages<KubeObject>((query) =>
      api.call({ method: 'GET', path: this.#path(query), accept: form.list }, signal),
    )
    for await (const { metadata, items } of pages) {
      for (const item of items ?? []) {
        keys.add(rowKey(item.metadata.name ?? '', item.metadata.namespace ?? ''))
        cache.put(item)
      }
      revision = metadata.resourceVersion ?? ''
    }
    cache.retain(keys)
    return revision
  }

  /** Watches until the server or the network ends the watch; returns the number of events. */
  async #watch(from: string): Promise<{ events: number; cut?: ConnectionError }> {
    const { api, form, entropy } = this.#parts
    const seconds = WATCH_SECONDS * randomFactor(entropy)
    const path = this.#path({
      watch: 'true',
      resourceVersion: from,
      allowWatchBookmarks: 'true',
      timeoutSeconds: String(Math.floor(seconds)),
    })
    const { signal } = this.#stopping
    const { body } = await api.open({ method: 'GET', path, accept: form.object }, signal)
    let events = 0
    try {
      for await (const line of linesOf(body)) {
        this.#apply(JSON.parse(line) as WatchEvent)
        events++
      }
    } catch (error) {
      if (error instanceof ConnectionError) return { events, cut: error }
      throw error
    }
    return { events }
  }

  #apply(event: WatchEvent): void {
    const { cache } = this.#parts
    if (event.type === 'ERROR') throw new StatusError(event.object)
    if (event.type === 'DELETED') cache.remove(event.object)
    else if (event.type !== 'BOOKMARK') cache.put(event.object)
    this.#revision = event.object.metadata.resourceVersion
  }

  #path(query: Readonly<Record<string, string>>): string {
    const { path, fieldSelector } = this.#parts
    const selected = fieldSelector === undefined ? query : { ...query, fieldSelector }
    return `${path}?${new URLSearchParams(selected).toString()}`
  }

  #tell(error: unknown): void {
    const { message } = error as Error
    if (message === this.#told) return
    this.#told = message
    const { log, path } = this.#parts
    const details = { path, err: error }
    // every cache notices when a server restarts
    if (error instanceof ConnectionError) log.debug(details, 'cannot watch, and will retry')
    else log.warn(details, 'cannot watch, and will retry')
  }
}
