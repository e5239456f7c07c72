import { formatTime } from '../apimachinery/clock.ts'
import { alreadyExists, badRequest, notFound, serviceUnavailable } from '../apimachinery/status.ts'
import { adminEntry, contextName, kubeconfigOf } from '../apiserver/client/kubeconfig.ts'
import { inOptionNames } from '../server/option-names.ts'
import { OptionsError } from '../server/options-error.ts'
import { ADMIN_NAME } from '../server/own-certificates.ts'
import type { RunningServer } from '../server/running-server.ts'
import type { Entry } from '../storage/store.ts'
import { pathOf, serverNameOf } from './address.ts'
import type { ClusterShelf } from './cluster-shelf.ts'
import type { HostedCluster } from './hosted-cluster.ts'
import type { HostedClusterView, ClusterWay, ClusterWish } from './management/cluster-host.ts'
import { limitsOf } from './terms.ts'

const RESOURCE = { group: '', resource: 'clusters' }

export class HostedClusters {
  readonly #shelf: ClusterShelf
  readonly #host: Pick<RunningServer, 'authority' | 'listener' | 'snapshots'>

  constructor(
    shelf: ClusterShelf,
    host: Pick<RunningServer, 'authority' | 'listener' | 'snapshots'>,
  ) {
    this.#shelf = shelf
    this.#host = host
  }

  /** Returns the clusters in the order of their creation. */
  all(): HostedClusterView[] {
    return this.#shelf.all().map((cluster) => this.#view(cluster))
  }

  /** Throws a 404 StatusError. */
  find(name: string): HostedClusterView {
    return this.#view(this.hosted(name))
  }

  /** Returns a cluster for code in this process. Throws a 404 StatusError. */
  hosted(name: string): HostedCluster {
    const cluster = this.#shelf.find(name)
    if (cluster === undefined) throw notFound(RESOURCE, name)
    return cluster
  }

  /**
   * Creates all clusters or none, durable on return. If options are given, starts the first cluster
   * to validate them. Rejects with StatusErrors: 409 for a taken name, 404 for an unknown template,
   * 400 for invalid options.
   */
  async create({ template, ...wish }: ClusterWish): Promise<HostedClusterView[]> {
    const { names, ttlMs: _ttl, limits: _limits, ...options } = wish
    for (const name of names)
      if (this.#shelf.find(name) !== undefined) throw alreadyExists(RESOURCE, name)
    const clusters = this.#shelf.create(wish, this.#objectsOf(template))
    if (Object.keys(options).length > 0) await this.#try(clusters)
    return clusters.map((cluster) => this.#view(cluster))
  }

  /** Starts the first cluster, and removes all if it fails to start. */
  async #try(clusters: readonly HostedCluster[]): Promise<void> {
    try {
      await clusters[0]!.server()
    } catch (error) {
      await this.#shelf.remove(clusters)
      throw error instanceof OptionsError ? badRequest(inOptionNames(error.message)) : error
    }
  }

  /** Deletes all or none, with their content. Rejects with a 404 StatusError. */
  async remove(names: readonly string[]): Promise<HostedClusterView[]> {
    const clusters = names.map((name) => this.hosted(name))
    const views = clusters.map((cluster) => this.#view(cluster))
    await this.#shelf.remove(clusters)
    return views
  }

  /**
   * Wakes the cluster, and returns its administrator's kubeconfig. `way`: `path` is for clients
   * that cannot set a server name. Rejects with StatusErrors 404 and 503.
   */
  async kubeconfig(name: string, way: ClusterWay): Promise<object> {
    const { caPem, admin } = await this.hosted(name)
      .access()
      .catch(() => {
        throw serviceUnavailable(`the cluster ${name} is unavailable`)
      })
    const { authority, listener } = this.#host
    const own = { server: `https://${listener.external}`, caPem, serverName: serverNameOf(name) }
    const ofHost = { server: this.#urlOf(name), caPem: authority.certificatePem }
    return kubeconfigOf({
      name,
      ...(way === 'name' ? own : ofHost),
      user: adminEntry(name),
      context: contextName(ADMIN_NAME, name),
      credentials: admin,
    })
  }

  #objectsOf(template: string | undefined): readonly Entry[] | undefined {
    if (template === undefined) return undefined
    const { snapshots } = this.#host
    if (!snapshots.all().some(({ name }) => name === template))
      throw notFound({ group: '', resource: 'snapshots' }, template)
    return snapshots.entries(template)
  }

  #urlOf(name: string): string {
    return `https://${this.#host.listener.external}${pathOf(name)}`
  }

  #view({ name, created, terms, holding, isAwake }: HostedCluster): HostedClusterView {
    const { populate: _populate, ...options } = terms.options
    return {
      ...options,
      name,
      created: formatTime(created),
      ...(terms.expires !== undefined && { expires: formatTime(terms.expires) }),
      state: isAwake ? 'awake' : 'asleep',
      url: this.#urlOf(name),
      serverName: serverNameOf(name),
      limits: limitsOf(terms),
      ...(holding && { objects: holding.objects, bytes: holding.bytes }),
    }
  }
}
