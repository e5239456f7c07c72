import type { Entropy } from '../apimachinery/entropy.ts'
import type { ClusterWish } from './management/cluster-host.ts'
import type { Entry } from '../storage/store.ts'
import { HostedCluster, tokenName } from './hosted-cluster.ts'
import { Templates } from './templates.ts'
import { termsText } from './terms.ts'
import type { Hosting } from './waking.ts'

export interface ShelfParts {
  readonly hosting: Hosting
  readonly entropy: Entropy
  /** idle time before a cluster goes to sleep, milliseconds */
  readonly idleMs: number
  /** idle clusters beyond this number go to sleep at once */
  readonly mostAwake: number
  readonly report: (error: unknown, cluster: string) => void
}

const TOKEN_BYTES = 24

export class ClusterShelf {
  readonly #parts: ShelfParts
  readonly #clusters = new Map<string, HostedCluster>()
  /** clusters with a lifetime */
  readonly #mortals = new Set<HostedCluster>()
  readonly #templates: Templates
  #tended: Promise<void> = Promise.resolve()

  constructor(parts: ShelfParts) {
    this.#parts = parts
    this.#templates = new Templates(parts.hosting)
    for (const row of parts.hosting.file.all()) this.#put(new HostedCluster(parts.hosting, row))
    this.#templates.tidy(this.all().flatMap(({ terms }) => terms.template ?? []))
  }

  /** Returns the clusters in the order of their creation. */
  all(): HostedCluster[] {
    return [...this.#clusters.values()]
  }

  find(name: string): HostedCluster | undefined {
    return this.#clusters.get(name)
  }

  #put(cluster: HostedCluster): HostedCluster {
    this.#clusters.set(cluster.name, cluster)
    if (cluster.terms.expires !== undefined) this.#mortals.add(cluster)
    return cluster
  }

  /**
   * Creates all clusters or none, durable on return. No name may be taken. `objects`: the
   * template's.
   */
  create(
    { names, ttlMs, limits = {}, ...options }: Omit<ClusterWish, 'template'>,
    objects: readonly Entry[] | undefined,
  ): HostedCluster[] {
    const { hosting, entropy } = this.#parts
    const { file, cover, realTime } = hosting
    const created = realTime.now()
    const template = objects && this.#templates.keep(objects)
    const terms = termsText({
      ...(ttlMs !== undefined && { expires: created + ttlMs }),
      ...(template !== undefined && { template }),
      limits,
      options,
    })
    const rows = names.map((name) => {
      const token = entropy.bytes(TOKEN_BYTES).toString('base64url')
      return {
        name,
        created,
        terms,
        token: cover.close(tokenName(name), Buffer.from(token)),
      }
    })
    const ids = file.insert(rows)
    return rows.map((row, i) => this.#put(new HostedCluster(hosting, { ...row, id: ids[i]! })))
  }

  /** Deletes clusters and their content. */
  async remove(clusters: readonly HostedCluster[]): Promise<void> {
    const { file } = this.#parts.hosting
    file.remove(clusters.map(({ id }) => id))
    for (const cluster of clusters) {
      this.#clusters.delete(cluster.name)
      this.#mortals.delete(cluster)
    }
    await Promise.all(clusters.map((cluster) => cluster.close()))
  }

  /** Deletes expired clusters, and puts idle ones to sleep. */
  tend(): Promise<void> {
    this.#tended = this.#tended.then(() => this.#tend())
    return this.#tended
  }

  async #tend(): Promise<void> {
    const { hosting, idleMs, mostAwake } = this.#parts
    const { realTime } = hosting
    const now = realTime.now()
    const over = [...this.#mortals].filter(({ terms }) => terms.expires! <= now)
    if (over.length > 0) await this.#trying(over[0]!, () => this.remove(over))
    const awake = this.all().filter(({ isAwake }) => isAwake)
    awake.sort((a, b) => a.lastUse - b.lastUse)
    for (const [i, cluster] of awake.entries()) {
      const isTooMany = awake.length - i > mostAwake
      await this.#trying(cluster, async () => {
        if (isTooMany || cluster.lastUse + idleMs <= realTime.now()) await cluster.sleep()
        cluster.tend()
      })
    }
  }

  async #trying({ name }: HostedCluster, task: () => Promise<void>): Promise<void> {
    try {
      await task()
    } catch (error) {
      this.#parts.report(error, name)
    }
  }

  /** Closes the awake clusters, whose content is in the file. */
  async close(): Promise<void> {
    await this.#tended
    await Promise.all(this.all().map((cluster) => cluster.close()))
  }
}
