/** The resources of a remote API server, updated from discovery. */
import { type ClusterTime, unstoppableClock } from '../../apimachinery/clock.ts'
import {
  discover,
  type Discovered,
  type DiscoveredResource,
  type RemoteVersion,
  servedOf,
} from '../../apiserver/client/discovery.ts'
import type { ApiClient } from '../../apiserver/client/remote/api-client.ts'
import type { ControllerLog } from '../../controllers/log.ts'

/** A resource in its preferred version. */
export interface RemoteResource extends DiscoveredResource {
  readonly served: RemoteVersion
  /** all versions of its group that serve it */
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
    const { group, version, resource } = found
    const key = `${group}/${resource}`
    const known = all.get(key)
    if (known === undefined)
      all.set(key, { ...found, served: servedOf(found), versions: [{ version }] })
    else known.versions.push({ version })
  }
  return all
}

export class RemoteResources {
  readonly #parts: RemoteResourcesParts
  #resources: ResourceMap = new Map()
  #failures: ReadonlyMap<string, string> = new Map()
  #refreshing: Promise<void> | undefined
  #cancel = (): void => undefined
  #isStopped = false
  readonly #followers = new Set<() => void>()

  constructor(parts: RemoteResourcesParts) {
    this.#parts = parts
  }

  get all(): ResourceMap {
    return this.#resources
  }

  /** Whether a resource of certificates.k8s.io is served. */
  readonly isServed = (resource: string): boolean =>
    this.#resources.has(`certificates.k8s.io/${resource}`)

  /**
   * Finds `GROUP/RESOURCE`, or a core resource by its plural name; if discovery has none, assumes
   * v1.
   */
  readonly versionOf = (resource: string): RemoteVersion => {
    const [group, plural] = resource.includes('/') ? resource.split('/') : ['', resource]
    const found = this.#resources.get(`${group}/${plural}`)
    return found?.served ?? servedOf({ group: group!, version: 'v1', kind: '', resource: plural! })
  }

  /** Errors of the last discovery, by group version that could not be read. */
  get failures(): ReadonlyMap<string, string> {
    return this.#failures
  }

  /** Reads discovery. If the server does not answer, rejects and changes nothing. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#read().finally(() => {
      this.#refreshing = undefined
    })
    return this.#refreshing
  }

  /** Calls `task` after each refresh until the returned function is called. */
  onChange(task: () => void): () => void {
    this.#followers.add(task)
    return () => this.#followers.delete(task)
  }

  /** Reads discovery periodically until {@link stop}. */
  poll(): void {
    if (this.#isStopped) return
    const { clock, log } = this.#parts
    this.#cancel = unstoppableClock(clock).after(INTERVAL_MS, () => {
      this.refresh()
        .catch((error: unknown) => log.debug({ err: error }, 'discovery failed'))
        .finally(() => this.poll())
    })
  }

  stop(): void {
    this.#isStopped = true
    this.#cancel()
  }

  async #read(): Promise<void> {
    const { api } = this.#parts
    const found = await discover((path, accept) => api.call({ method: 'GET', path, accept }))
    const now = new Map(resourceMap(found))
    const failing = new Set(Array.from(found.failures.keys(), (name) => name.split('/', 1)[0]!))
    // a group that cannot be read keeps its resources
    for (const [key, resource] of this.#resources)
      if (failing.has(resource.group) && !now.has(key)) now.set(key, resource)
    this.#resources = now
    this.#failures = found.failures
    for (const task of this.#followers) task()
  }
}
