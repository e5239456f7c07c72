import { type ClusterTime, realTime } from '../../apimachinery/clock.ts'
import type { Entropy } from '../../apimachinery/entropy.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { RemoteVersion } from '../../apiserver/client/discovery.ts'
import type { ApiClient } from '../../apiserver/client/remote/api-client.ts'
import { type ObjectForm, OWNERSHIP, WHOLE } from '../../apiserver/client/remote/object-form.ts'
import { Reflector } from '../../apiserver/client/remote/reflector.ts'
import { RemoteCache } from '../../apiserver/client/remote/remote-cache.ts'
import { settledWithin } from '../../apimachinery/pause.ts'
import {
  collectionPath,
  type Informer,
  RemoteClient,
} from '../../apiserver/client/remote/remote-client.ts'
import type { Controller } from '../../controllers/controller.ts'
import type { ControllerLog } from '../../controllers/log.ts'
import type { Clients, ListScope, ObjectClient } from '../../controllers/object-client.ts'

export interface RemoteClientsParts {
  /** lists and watches */
  readonly informer: ApiClient
  /** undefined: csrlab itself */
  readonly writer: (account: string | undefined) => ApiClient
  /** `resource`: as {@link Clients} names it */
  readonly versionOf: (resource: string) => RemoteVersion
  readonly clock: ClusterTime
  readonly entropy: Entropy
  readonly log: ControllerLog
}

/** After this time, startup no longer waits for incomplete caches. */
const SYNC_MS = 30_000

interface RunningInformer extends Informer {
  isSynced: boolean
  isStopped: boolean
}

/**
 * The clients and their informers. Added as the last controller, they stop first, so that no
 * stopping controller waits for a cache.
 */
export class RemoteClients implements Clients, Controller {
  readonly name = 'informers'
  readonly busy = false
  readonly #parts: RemoteClientsParts
  readonly #informers = new Map<string, RunningInformer>()
  readonly #runs = new Set<Promise<void>>()
  readonly #endings: (() => void)[] = []
  #isStopped = false

  constructor(parts: RemoteClientsParts) {
    this.#parts = parts
  }

  account<T extends KubeObject>(name: string, resource: string, only?: ListScope): ObjectClient<T> {
    return this.#client(this.#parts.writer(name), resource, only)
  }

  manager<T extends KubeObject>(
    _name: string,
    resource: string,
    only?: ListScope,
  ): ObjectClient<T> {
    return this.#client(this.#parts.informer, resource, only)
  }

  own<T extends KubeObject>(resource: string): ObjectClient<T> {
    return this.#client(this.#parts.writer(undefined), resource)
  }

  /** Returns a client that reads only metadata, for the garbage collector. */
  ownership(account: string, version: RemoteVersion): ObjectClient<KubeObject> {
    return new RemoteClient<KubeObject>({
      api: this.#parts.writer(account),
      version,
      form: OWNERSHIP,
      informer: () => this.#informer(version, OWNERSHIP, {}),
    })
  }

  /** Stops the informer that {@link ownership} started. */
  forget(version: RemoteVersion): void {
    const key = keyOf(version, OWNERSHIP, {})
    const informer = this.#informers.get(key)
    this.#informers.delete(key)
    if (informer !== undefined) stop(informer)
  }

  untilStop(task: () => void): void {
    this.#endings.push(task)
  }

  /**
   * Resolves once all caches in use are complete, or after 30 s, because the list of a resource may
   * never succeed.
   */
  async synced(): Promise<void> {
    const lists = Array.from(this.#informers.values(), ({ reflector }) => reflector.synced)
    await settledWithin(realTime(this.#parts.clock), SYNC_MS, Promise.all(lists))
  }

  start(): void {
    // informers start at their first use
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    for (const task of this.#endings) task()
    for (const informer of this.#informers.values()) stop(informer)
    await Promise.all(this.#runs)
  }

  #client<T extends KubeObject>(
    api: ApiClient,
    resource: string,
    only: ListScope = {},
  ): ObjectClient<T> {
    const version = this.#parts.versionOf(resource)
    return new RemoteClient<T>({
      api,
      version,
      form: WHOLE,
      informer: () => this.#informer(version, WHOLE, only),
    })
  }

  #informer(version: RemoteVersion, form: ObjectForm, only: ListScope): RunningInformer {
    const key = keyOf(version, form, only)
    const known = this.#informers.get(key)
    if (known !== undefined) return known
    const { informer: api, clock, entropy, log } = this.#parts
    const cache = new RemoteCache(version)
    const reflector = new Reflector({
      api,
      cache,
      path: collectionPath(version, only.namespace),
      fieldSelector: only.fieldSelector,
      form,
      clock,
      entropy,
      log,
    })
    const made: RunningInformer = { cache, reflector, isSynced: false, isStopped: false }
    this.#informers.set(key, made)
    void reflector.synced.then(() => {
      made.isSynced = !made.isStopped
    })
    if (this.#isStopped) reflector.stop()
    const run = reflector.run().finally(() => this.#runs.delete(run))
    this.#runs.add(run)
    return made
  }
}

const keyOf = (version: RemoteVersion, form: ObjectForm, only: ListScope): string =>
  [collectionPath(version, only.namespace), only.fieldSelector, form.list].join(' ')

const stop = (informer: RunningInformer): void => {
  informer.isStopped = true
  informer.reflector.stop()
}
