import { alreadyExists, badRequest, notFound } from '../apimachinery/status.ts'
import type { Entropy } from '../apimachinery/entropy.ts'
import { inOptionNames } from '../server/option-names.ts'
import { OptionsError } from '../server/options-error.ts'
import type { ClusterRow } from '../storage/shared/cluster-file.ts'
import type { Entry, Snapshots } from '../storage/store.ts'
import { HostedCluster, tokenName } from './hosted-cluster.ts'
import { keepTemplate, tidyTemplates } from './templates.ts'
import type { NewClusters, Terms } from './terms.ts'
import type { HostContext } from './waking.ts'

interface HostedClustersParts {
  readonly hostContext: HostContext
  readonly entropy: Entropy
  /** the host's snapshots, from which clusters can be created */
  readonly snapshots: Pick<Snapshots, 'all' | 'entries'>
  readonly allAsleep: (() => void) | undefined
  readonly report: (error: unknown, cluster: string) => void
}

export const CLUSTERS = { group: '', resource: 'clusters' }

const TOKEN_BYTES = 24
/** how long a cluster must be unused, in real time, before it sleeps */
const IDLE_MS = 60_000
/** if more clusters are awake, the least recently used ones may sleep before IDLE_MS */
const MOST_AWAKE = 1000

export type HostedClusters = ReturnType<typeof hostedClusters>

export const hostedClusters = ({
  hostContext,
  entropy,
  snapshots,
  allAsleep,
  report,
}: HostedClustersParts) => {
  const { file, cipher, realTime } = hostContext
  const byName = new Map<string, HostedCluster>()
  let tended: Promise<void> = Promise.resolve()

  const put = (row: ClusterRow): HostedCluster => {
    const cluster = new HostedCluster(hostContext, row)
    byName.set(cluster.name, cluster)
    return cluster
  }
  /** Returns the clusters in the order of creation. */
  const all = (): HostedCluster[] => [...byName.values()]
  /** Throws a 404 StatusError. */
  const get = (name: string): HostedCluster => {
    const cluster = byName.get(name)
    if (cluster === undefined) throw notFound(CLUSTERS, name)
    return cluster
  }
  const removeAll = async (clusters: readonly HostedCluster[]): Promise<void> => {
    file.remove(clusters.map(({ id }) => id))
    for (const { name } of clusters) byName.delete(name)
    await Promise.all(clusters.map((cluster) => cluster.close()))
  }
  const objectsOf = (template: string): readonly Entry[] => {
    if (snapshots.all().some(({ name }) => name === template)) return snapshots.entries(template)
    throw notFound({ group: '', resource: 'snapshots' }, template)
  }
  const trying = async ({ name }: HostedCluster, task: () => Promise<void>): Promise<void> => {
    try {
      await task()
    } catch (error) {
      report(error, name)
    }
  }
  const tend = async (): Promise<void> => {
    const now = realTime.now()
    const over = all().filter(({ terms: { expires = Infinity } }) => expires <= now)
    if (over.length > 0) await trying(over[0]!, () => removeAll(over))
    const awake = all().filter(({ isAwake }) => isAwake)
    awake.sort((a, b) => a.lastUse - b.lastUse)
    for (const [i, cluster] of awake.entries()) {
      const isTooMany = awake.length - i > MOST_AWAKE
      await trying(cluster, async () => {
        if (isTooMany || cluster.lastUse + IDLE_MS <= realTime.now()) await cluster.sleep()
        cluster.tend()
      })
    }
    if (awake.length > 0 && !all().some(({ isAwake }) => isAwake)) allAsleep?.()
  }

  file.all().forEach(put)
  tidyTemplates(
    hostContext,
    all().flatMap(({ terms }) => terms.template ?? []),
  )
  return {
    all,
    find: (name: string): HostedCluster | undefined => byName.get(name),
    get,
    /**
     * Creates all clusters or none, durably. If there are options, starts the first cluster to
     * validate them. Rejects with StatusErrors: 409 for a taken name, 400 for invalid options.
     * Unexpected errors of the start are passed on.
     */
    create: async ({
      names,
      template,
      ttlMs,
      limits = {},
      ...options
    }: NewClusters): Promise<HostedCluster[]> => {
      for (const name of names) if (byName.has(name)) throw alreadyExists(CLUSTERS, name)
      const created = realTime.now()
      const terms: Terms = {
        ...(ttlMs !== undefined && { expires: created + ttlMs }),
        ...(template !== undefined && { template: keepTemplate(hostContext, objectsOf(template)) }),
        limits,
        options,
      }
      const rows = names.map((name) => {
        const token = Buffer.from(entropy.bytes(TOKEN_BYTES).toString('base64url'))
        return {
          name,
          created,
          terms: JSON.stringify(terms),
          token: cipher.encrypt(tokenName(name), token),
        }
      })
      const ids = file.insert(rows)
      const clusters = rows.map((row, i) => put({ ...row, id: ids[i]! }))
      if (Object.keys(options).length === 0) return clusters
      try {
        await clusters[0]!.server()
        return clusters
      } catch (error) {
        await removeAll(clusters)
        throw error instanceof OptionsError ? badRequest(inOptionNames(error.message)) : error
      }
    },
    /** Deletes all or none, with their content. Rejects with a 404 StatusError. */
    remove: async (names: readonly string[]): Promise<void> => removeAll(names.map(get)),
    /** Deletes expired clusters, and puts idle ones to sleep. */
    tend: (): Promise<void> => (tended = tended.then(tend)),
    /** Closes all clusters. Their content stays in the file. */
    close: async (): Promise<void> => {
      await tended
      await Promise.all(all().map((cluster) => cluster.close()))
    },
  }
}
