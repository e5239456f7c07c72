import { type ClusterTime, unstoppableClock } from '../../apimachinery/clock.ts'
import {
  discover,
  type Discovered,
  type DiscoveredResource,
  type RemoteVersion,
  versionOf,
} from '../../apiserver/client/discovery.ts'
import type { ApiClient } from '../../apiserver/client/remote/api-client.ts'
import { pauseFor } from '../../apimachinery/pause.ts'
import type { ControllerLog } from '../../controllers/log.ts'

/** A resource in its preferred version. */
export interface RemoteResource extends DiscoveredResource {
  /** all versions of the resource */
  readonly versions: readonly { readonly version: string }[]
}

interface RemoteResourcesParts {
  readonly api: Pick<ApiClient, 'call'>
  readonly clock: ClusterTime
  readonly log: ControllerLog
}

const INTERVAL_MS = 30_000

type ResourceMap = ReadonlyMap<string, RemoteResource>

const resourceMap = ({ resources }: Discovered): ResourceMap => {
  const all = new Map<string, RemoteResource & { versions: { version: string }[] }>()
  for (const found of resources) {
    const { group, version, plural } = found
    const key = `${group}/${plural}`
    const known = all.get(key)
    if (known === undefined) all.set(key, { ...found, versions: [{ version }] })
    else known.versions.push({ version })
  }
  return all
}

export type RemoteResources = ReturnType<typeof remoteResources>

export const remoteResources = ({ api, clock, log }: RemoteResourcesParts) => {
  let resources: ResourceMap = new Map()
  let failures: ReadonlyMap<string, string> = new Map()
  let refreshing: Promise<void> | undefined
  const followers = new Set<() => void>()
  const read = async (): Promise<void> => {
    const found = await discover((path, accept) => api.call({ method: 'GET', path, accept }))
    const now = new Map(resourceMap(found))
    const failing = new Set(Array.from(found.failures.keys(), (name) => name.split('/', 1)[0]!))
    // a group whose discovery fails keeps the resources found earlier
    for (const [key, resource] of resources)
      if (failing.has(resource.group) && !now.has(key)) now.set(key, resource)
    resources = now
    failures = found.failures
    for (const task of followers) task()
  }
  /** Reads discovery. Rejects, and changes nothing, if the server does not answer. */
  const refresh = (): Promise<void> => {
    refreshing ??= read().finally(() => {
      refreshing = undefined
    })
    return refreshing
  }
  return {
    get all() {
      return resources
    },
    /** errors of discovery by group version */
    get failures() {
      return failures
    },
    /** Reports whether discovery has this resource of certificates.k8s.io. */
    isServed: (resource: string): boolean => resources.has(`certificates.k8s.io/${resource}`),
    /** Finds `GROUP/RESOURCE` or a core resource. If discovery lacks it, assumes v1. */
    versionOf: (resource: string): RemoteVersion => {
      const key = resource.includes('/') ? resource : `/${resource}`
      const [group = '', plural = ''] = key.split('/')
      return resources.get(key) ?? { ...versionOf(group, 'v1'), kind: '', plural }
    },
    refresh,
    /** Calls `task` after each refresh. Returns the function that ends the calls. */
    onChange: (task: () => void): (() => void) => {
      followers.add(task)
      return () => followers.delete(task)
    },
    /** Reads discovery every 30 seconds until `signal` is aborted. */
    poll: async (signal: AbortSignal): Promise<void> => {
      for (;;) {
        await pauseFor(unstoppableClock(clock), INTERVAL_MS, signal)
        if (signal.aborted) return
        await refresh().catch((error: unknown) => log.debug({ err: error }, 'discovery failed'))
      }
    },
  }
}
