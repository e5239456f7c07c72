/**
 * A server with many clusters behind one listener. All clusters are stored together, in a file or
 * in memory; each awake cluster also has a server.
 */
import { join } from 'node:path'
import { pauseFor } from '../apimachinery/pause.ts'
import { sharedCapacity } from '../apiserver/http/limits/shared-capacity.ts'
import { clientTime } from '../server/clock.ts'
import { openListener } from '../server/listener.ts'
import { openLog, type ServerLog } from '../server/log.ts'
import { OptionsError, type ServerOptions, validateOptions } from '../server/options.ts'
import type { RunningServer } from '../server/running-server.ts'
import { createServer } from '../server/server.ts'
import { systemEntropy } from '../server/system.ts'
import { openClusterFile } from '../storage/shared/cluster-file.ts'
import { openClusterMemory } from '../storage/shared/cluster-memory.ts'
import { ANY_SERVER_NAME } from './address.ts'
import { optionsOfCluster } from './cluster-options.ts'
import { clusterRouter } from './cluster-router.ts'
import { clustersFeature } from './clusters-feature.ts'
import { ClusterGone } from './hosted-cluster.ts'
import { type HostedClusters, hostedClusters } from './hosted-clusters.ts'
import { cipherOf } from './packing.ts'

export interface HostOptions {
  /** called when all clusters sleep */
  readonly allAsleep?: () => void
  /** default: no audit log */
  readonly auditOf?: (cluster: string) => Pick<ServerOptions, 'auditLog' | 'auditPolicy'>
}

const FILE = 'clusters.db'
const TENDING_MS = 5000
/** maximum number of clusters that wake at the same time */
const WAKING = 4

/** Opens the stored clusters, in a file or in memory. They are closed with the server. */
const openClusters = (
  given: ServerOptions,
  more: HostOptions,
  { listener, snapshots, closing }: RunningServer,
  log: ServerLog,
): HostedClusters => {
  const { dataDir, encryptionPassphrase, entropy = systemEntropy } = given
  const path = dataDir === undefined ? undefined : join(dataDir, FILE)
  const file = path === undefined ? openClusterMemory() : openClusterFile(path)
  closing.add(() => file.close())
  const waking = sharedCapacity(WAKING)
  const clusters = hostedClusters({
    hostContext: {
      realTime: clientTime(given),
      file,
      cipher: cipherOf(file, path ?? FILE, encryptionPassphrase, entropy),
      log,
      listener,
      optionsOf: (name, ...of) => ({
        ...optionsOfCluster(given, name, ...of),
        ...more.auditOf?.(name),
      }),
      inTurn: (task) => waking.through('', task),
    },
    entropy,
    snapshots,
    allAsleep: more.allAsleep,
    report: reporting(log),
  })
  closing.add(() => clusters.close())
  return clusters
}

const reporting =
  (log: ServerLog) =>
  (error: unknown, cluster: string): void => {
    if (!(error instanceof ClusterGone))
      log?.error({ err: error }, `error in the cluster ${cluster}`)
  }

/** Returns the host's own server, and the clusters. Rejects like {@link createServer}. */
export const createHost = async (given: ServerOptions, more: HostOptions = {}) => {
  const options = validateOptions(given)
  if (!options.management)
    throw new OptionsError(
      '--clusters needs the management API; omit --no-management and --faithful.',
    )
  if (options.etcd !== undefined)
    throw new OptionsError('--clusters and --etcd-servers exclude each other; choose one.')
  const realTime = clientTime(given)
  const log = await openLog(options.logLevel)
  let clusters: HostedClusters | undefined
  const router = clusterRouter((name) => clusters?.find(name), realTime, reporting(log))
  const tlsSan = [...(given.tlsSan ?? []), ANY_SERVER_NAME]
  // locks the data folder, before the file of the clusters is opened
  const server = await createServer(
    { ...given, tlsSan },
    {
      openLog: async () => log,
      openListener: (base, pki) => openListener(base, pki, router),
    },
  )
  try {
    const opened = openClusters(given, more, server, log)
    clusters = opened
    server.install(clustersFeature(opened, server))
    const { signal } = server.closing
    const tend = async (): Promise<void> => {
      for (;;) {
        await pauseFor(realTime, TENDING_MS, signal)
        if (signal.aborted) return
        await opened.tend()
      }
    }
    void tend()
    return { server, clusters: opened }
  } catch (error) {
    await server.close()
    throw error
  }
}
