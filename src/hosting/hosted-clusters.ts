/** What the management API asks of the clusters of a host. */
import { formatTime } from '../apimachinery/clock.ts'
import { alreadyExists, badRequest, notFound, serviceUnavailable } from '../apimachinery/status.ts'
import { OptionsError } from '../server/options-error.ts'
import type {
  ClusterHost,
  ClusterView,
  ClusterWay,
  ClusterWish,
} from './management/cluster-host.ts'
import type { Server } from '../server/server.ts'
import { kubeconfigOf } from './access.ts'
import { pathOf, serverNameOf } from './address.ts'
import type { Guest } from './cluster-router.ts'
import type { Entry } from '../storage/store.ts'
import type { ClusterShelf } from './cluster-shelf.ts'
import type { HostedCluster } from './hosted-cluster.ts'
import { limitsOf } from './terms.ts'

const RESOURCE = { group: '', resource: 'clusters' }

interface HostedParts {
  readonly shelf: () => ClusterShelf
  /** the host's own */
  readonly server: () => Pick<Server, 'authority' | 'snapshots'>
  /** where the host is found: `127.0.0.1:6443` */
  readonly external: () => string
}

export class HostedClusters implements ClusterHost {
  readonly #parts: HostedParts

  constructor(parts: HostedParts) {
    this.#parts = parts
  }

  get #shelf(): ClusterShelf {
    return this.#parts.shelf()
  }

  all(): ClusterView[] {
    return this.#shelf.all().map((guest) => this.#view(guest))
  }

  find(name: string): ClusterView {
    return this.#view(this.#find(name))
  }

  async create({ template, ...wish }: ClusterWish): Promise<ClusterView[]> {
    const { names, ttlMs: _ttl, limits: _limits, ...options } = wish
    for (const name of names)
      if (this.#shelf.find(name) !== undefined) throw alreadyExists(RESOURCE, name)
    const guests = this.#shelf.create(wish, this.#objectsOf(template))
    if (Object.keys(options).length > 0) await this.#try(guests)
    return guests.map((guest) => this.#view(guest))
  }

  /** Starts the first cluster; if that fails, all go, and the sentence about its options is the answer. */
  async #try(guests: readonly Guest[]): Promise<void> {
    try {
      await guests[0]!.cluster.server()
    } catch (error) {
      await this.#shelf.remove(guests)
      throw error instanceof OptionsError ? badRequest(error.message) : error
    }
  }

  async remove(names: readonly string[]): Promise<ClusterView[]> {
    const guests = names.map((name) => this.#find(name))
    const views = guests.map((guest) => this.#view(guest))
    await this.#shelf.remove(guests)
    return views
  }

  async kubeconfig(name: string, way: ClusterWay): Promise<object> {
    const { cluster } = this.#find(name)
    const { caPem, admin } = await cluster.access().catch(() => {
      throw serviceUnavailable(`the cluster ${name} cannot be served now`)
    })
    return kubeconfigOf({
      name,
      caPem,
      admin,
      url: this.#urlOf(name),
      hostCaPem: this.#parts.server().authority.certificatePem,
      way,
    })
  }

  /** Throws a 404 StatusError. */
  hosted(name: string): HostedCluster {
    return this.#find(name).cluster
  }

  #find(name: string): Guest {
    const guest = this.#shelf.find(name)
    if (guest === undefined) throw notFound(RESOURCE, name)
    return guest
  }

  #objectsOf(template: string | undefined): readonly Entry[] | undefined {
    if (template === undefined) return undefined
    const { snapshots } = this.#parts.server()
    if (!snapshots.all().some(({ name }) => name === template))
      throw notFound({ group: '', resource: 'snapshots' }, template)
    return snapshots.entries(template)
  }

  #urlOf(name: string): string {
    return `https://${this.#parts.external()}${pathOf(name)}`
  }

  #view({ cluster }: Guest): ClusterView {
    const { name, created, terms, holding } = cluster
    const { populate: _populate, ...options } = terms.options
    return {
      ...options,
      name,
      created: formatTime(created),
      ...(terms.expires !== undefined && { expires: formatTime(terms.expires) }),
      state: cluster.isAwake ? 'awake' : 'asleep',
      url: this.#urlOf(name),
      serverName: serverNameOf(name),
      limits: limitsOf(terms),
      ...(holding && { objects: holding.objects, bytes: holding.bytes }),
    }
  }
}
