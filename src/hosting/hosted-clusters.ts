import { alreadyExists, badRequest, notFound } from '../apimachinery/status.ts'
import type { Entropy } from '../apimachinery/entropy.ts'
import { inOptionNames } from '../server/option-names.ts'
import { OptionsError } from '../server/options-error.ts'
import type { Entry, Snapshots } from '../storage/store.ts'
import { HostedCluster, tokenName } from './hosted-cluster.ts'
import { keepTemplate, tidyTemplates } from './templates.ts'
import { type NewClusters, termsText } from './terms.ts'
import type { HostContext } from './waking.ts'

interface HostedClustersParts {
  readonly hostContext: HostContext
  readonly entropy: Entropy
  /** of the host, for templates */
  readonly snapshots: Pick<Snapshots, 'all' | 'entries'>
  readonly allAsleep: (() => void) | undefined
  readonly report: (error: unknown, cluster: string) => void
}

export const CLUSTERS = { group: '', resource: 'clusters' }

const TOKEN_BYTES = 24
/** in real time, before a cluster sleeps */
const IDLE_MS = 60_000
/** above this, idle clusters sleep at once */
const MOST_AWAKE = 1000

export class HostedClusters {
  readonly #parts: HostedClustersParts
  readonly #clusters = new Map<string, HostedCluster>()
  #tended: Promise<void> = Promise.resolve()

  constructor(parts: HostedClustersParts) {
    this.#parts = parts
    const { hostContext } = parts
    for (const row of hostContext.file.all()) this.#put(new HostedCluster(hostContext, row))
    tidyTemplates(
      hostContext,
      this.all().flatMap(({ terms }) => terms.template ?? []),
    )
  }

  /** in the order of creation */
  all(): HostedCluster[] {
    return [...this.#clusters.values()]
  }

  find(name: string): HostedCluster | undefined {
    return this.#clusters.get(name)
  }

  /** Throws a 404 StatusError. */
  get(name: string): HostedCluster {
    const cluster = this.find(name)
    if (cluster === undefined) throw notFound(CLUSTERS, name)
    return cluster
  }

  #put(cluster: HostedCluster): HostedCluster {
    this.#clusters.set(cluster.name, cluster)
    return cluster
  }

  /**
   * Creates all clusters or none, durably. Starts the first to validate options. Rejects with
   * StatusErrors, such as 409 for a taken name.
   */
  async create({
    names,
    template,
    ttlMs,
    limits = {},
    ...options
  }: NewClusters): Promise<HostedCluster[]> {
    const { hostContext, entropy } = this.#parts
    const { file, cipher, realTime } = hostContext
    for (const name of names) if (this.#clusters.has(name)) throw alreadyExists(CLUSTERS, name)
    const created = realTime.now()
    const terms = termsText({
      ...(ttlMs !== undefined && { expires: created + ttlMs }),
      ...(template !== undefined && {
        template: keepTemplate(hostContext, this.#objectsOf(template)),
      }),
      limits,
      options,
    })
    const rows = names.map((name) => {
      const token = Buffer.from(entropy.bytes(TOKEN_BYTES).toString('base64url'))
      return { name, created, terms, token: cipher.encrypt(tokenName(name), token) }
    })
    const ids = file.insert(rows)
    const clusters = rows.map((row, i) =>
      this.#put(new HostedCluster(hostContext, { ...row, id: ids[i]! })),
    )
    if (Object.keys(options).length > 0) await this.#try(clusters)
    return clusters
  }

  async #try(clusters: readonly HostedCluster[]): Promise<void> {
    try {
      await clusters[0]!.server()
    } catch (error) {
      await this.#remove(clusters)
      throw error instanceof OptionsError ? badRequest(inOptionNames(error.message)) : error
    }
  }

  #objectsOf(template: string): readonly Entry[] {
    const { snapshots } = this.#parts
    if (snapshots.all().some(({ name }) => name === template)) return snapshots.entries(template)
    throw notFound({ group: '', resource: 'snapshots' }, template)
  }

  /** Deletes all or none, with their content. Rejects with a 404 StatusError. */
  async remove(names: readonly string[]): Promise<void> {
    await this.#remove(names.map((name) => this.get(name)))
  }

  async #remove(clusters: readonly HostedCluster[]): Promise<void> {
    this.#parts.hostContext.file.remove(clusters.map(({ id }) => id))
    for (const { name } of clusters) this.#clusters.delete(name)
    await Promise.all(clusters.map((cluster) => cluster.close()))
  }

  /** Deletes expired clusters, and puts idle ones to sleep. */
  tend(): Promise<void> {
    this.#tended = this.#tended.then(() => this.#tend())
    return this.#tended
  }

  async #tend(): Promise<void> {
    const { hostContext, allAsleep } = this.#parts
    const { realTime } = hostContext
    const now = realTime.now()
    const over = this.all().filter(({ terms: { expires = Infinity } }) => expires <= now)
    if (over.length > 0) await this.#trying(over[0]!, () => this.#remove(over))
    const awake = this.all().filter(({ isAwake }) => isAwake)
    awake.sort((a, b) => a.lastUse - b.lastUse)
    for (const [i, cluster] of awake.entries()) {
      const isTooMany = awake.length - i > MOST_AWAKE
      await this.#trying(cluster, async () => {
        if (isTooMany || cluster.lastUse + IDLE_MS <= realTime.now()) await cluster.sleep()
        cluster.tend()
      })
    }
    if (awake.length > 0 && !this.all().some(({ isAwake }) => isAwake)) allAsleep?.()
  }

  async #trying({ name }: HostedCluster, task: () => Promise<void>): Promise<void> {
    try {
      await task()
    } catch (error) {
      this.#parts.report(error, name)
    }
  }

  /** Their content stays in the file. */
  async close(): Promise<void> {
    await this.#tended
    await Promise.all(this.all().map((cluster) => cluster.close()))
  }
}
