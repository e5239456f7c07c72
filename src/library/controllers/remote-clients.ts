import { type ClusterTime, realTime } from '../../apimachinery/clock.ts'
import type { Entropy } from '../../apimachinery/entropy.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { settledWithin } from '../../apimachinery/pause.ts'
import type { RemoteVersion } from '../../apiserver/client/discovery.ts'
import type { ApiClient } from '../../apiserver/client/remote/api-client.ts'
import type { Controller } from '../../controllers/controller.ts'
import type { ControllerLog } from '../../controllers/log.ts'
import type { Clients, ListScope, ObjectClient } from '../../controllers/object-client.ts'
import { type ObjectForm, OWNERSHIP, WHOLE } from './object-form.ts'
import { type Reflector, reflect } from './reflector.ts'
import { remoteCache } from './remote-cache.ts'
import { collectionPath, remoteClient } from './remote-client.ts'

interface RemoteClientsParts {
  /** sends lists and watches of all clients, and writes of the clients that `manager` returns */
  readonly informer: ApiClient
  /** Writes as the service account `account`, by default as csrlab itself. */
  readonly writer: (account?: string) => ApiClient
  /** `resource`: see {@link Clients} */
  readonly versionOf: (resource: string) => RemoteVersion
  readonly clock: ClusterTime
  readonly entropy: Entropy
  readonly log: ControllerLog
}

export interface RemoteClients extends Clients, Controller {
  /** Returns a client for the garbage collector, which reads only metadata. */
  ownership(account: string, version: RemoteVersion): ObjectClient<KubeObject>
  /** Stops the reflector of {@link ownership}. */
  forget(version: RemoteVersion): void
  untilStop(task: () => void): void
  /** Resolves once all caches are complete, or after 30 s: a list may never succeed. */
  synced(): Promise<void>
}

const SYNC_MS = 30_000

const keyOf = (version: RemoteVersion, form: ObjectForm, only: ListScope): string =>
  [collectionPath(version, only.namespace), only.fieldSelector, form.list].join(' ')

/**
 * The clients and their reflectors. Must be the last controller, which stops first, so that no
 * stopping controller waits for a cache.
 */
export const remoteClients = ({
  informer,
  writer,
  versionOf,
  clock,
  entropy,
  log,
}: RemoteClientsParts): RemoteClients => {
  const reflectors = new Map<string, Reflector>()
  const endings: (() => void)[] = []
  let isStopped = false
  const reflectorFor = (version: RemoteVersion, form: ObjectForm, only: ListScope): Reflector => {
    const key = keyOf(version, form, only)
    const known = reflectors.get(key)
    if (known !== undefined) return known
    const made = reflect({
      api: informer,
      cache: remoteCache(version),
      path: collectionPath(version, only.namespace),
      fieldSelector: only.fieldSelector,
      form,
      clock,
      entropy,
      log,
    })
    if (isStopped) void made.stop()
    reflectors.set(key, made)
    return made
  }
  const clientOf = <T extends KubeObject>(
    api: ApiClient,
    version: RemoteVersion,
    only: ListScope = {},
    form = WHOLE,
  ): ObjectClient<T> =>
    remoteClient<T>({ api, version, form, reflector: () => reflectorFor(version, form, only) })
  return {
    name: 'informers',
    busy: false,
    account: (name, resource, only) => clientOf(writer(name), versionOf(resource), only),
    manager: (_name, resource, only) => clientOf(informer, versionOf(resource), only),
    own: (resource) => clientOf(writer(), versionOf(resource)),
    ownership: (account, version) => clientOf(writer(account), version, {}, OWNERSHIP),
    forget: (version) => {
      const key = keyOf(version, OWNERSHIP, {})
      void reflectors.get(key)?.stop()
      reflectors.delete(key)
    },
    untilStop: (task) => endings.push(task),
    synced: () => {
      const lists = Array.from(reflectors.values(), async ({ synced }) => synced)
      return settledWithin(realTime(clock), SYNC_MS, Promise.all(lists))
    },
    // reflectors start on first use
    start: () => undefined,
    stop: async () => {
      isStopped = true
      for (const task of endings) task()
      await Promise.all(Array.from(reflectors.values(), (reflector) => reflector.stop()))
    },
  }
}
