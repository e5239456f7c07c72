/**
 * A server that holds many clusters beside its own: one listener, one file, and of each cluster no
 * more in memory than is in use.
 */
import { join } from 'node:path'
import type { Clock } from '../apimachinery/clock.ts'
import { Places } from '../apiserver/http/gate/places.ts'
import { clientTime } from '../server/clock.ts'
import type { Closing } from '../server/closing.ts'
import { OwnListener } from '../server/listener.ts'
import { openLog, type ServerLog } from '../server/log.ts'
import { OptionsError, type ServerOptions, validateOptions } from '../server/options.ts'
import type { RunningServer } from '../server/running-server.ts'
import { createServer } from '../server/server.ts'
import { systemEntropy } from '../server/system.ts'
import { openClusterFile } from '../storage/shared/cluster-file.ts'
import { openClusterMemory } from '../storage/shared/cluster-memory.ts'
import { optionsOfCluster } from './cluster-options.ts'
import { ClusterRouter } from './cluster-router.ts'
import { ClusterShelf } from './cluster-shelf.ts'
import { ClusterGone } from './hosted-cluster.ts'
import { HostedClusters } from './hosted-clusters.ts'
import { clustersFeature } from './management/feature.ts'
import { coverOf } from './packing.ts'

export interface HostOptions {
  /**
   * how long nobody uses a cluster that goes to sleep, milliseconds of real time; default a minute
   */
  readonly idleMs?: number
  /** so many stay awake where nobody uses them; default 1000 */
  readonly mostAwake?: number
  /** the audit log of a cluster; default: none */
  readonly auditOf?: (cluster: string) => Pick<ServerOptions, 'auditLog' | 'auditPolicy'>
}

export interface HostingServer {
  /** the listener of all, and a cluster of its own */
  readonly server: RunningServer
  readonly clusters: HostedClusters
  /**
   * Does at once what is done every few seconds: ends clusters whose time has come, and lets those
   * sleep that nobody uses.
   */
  tend(): Promise<void>
}

const FILE = 'clusters.db'
const IDLE_MS = 60_000
const MOST_AWAKE = 1000
const TENDING_MS = 5000
/** How many wake at a time; each takes some milliseconds of the one processor that there is. */
const WAKING = 4

/** Calls `task` every so often, in the time of clients, until the returned function is called. */
const every = (clock: Clock, ms: number, task: () => void): (() => void) => {
  let callOff = (): void => undefined
  const wait = (): void => {
    callOff = clock.after(ms, () => {
      task()
      wait()
    })
  }
  wait()
  return () => callOff()
}

/** Opens the file of the clusters, or keeps them in memory; ends them when the server closes. */
const openClusters = (
  given: ServerOptions,
  more: HostOptions,
  { listener }: RunningServer,
  log: ServerLog,
  closing: Closing,
): ClusterShelf => {
  const { dataDir, encryptionPassphrase, entropy = systemEntropy } = given
  const path = dataDir === undefined ? undefined : join(dataDir, FILE)
  const file = path === undefined ? openClusterMemory() : openClusterFile(path)
  closing.add(() => file.close())
  const waking = new Places({ room: WAKING, reserve: 0 })
  const shelf = new ClusterShelf({
    hosting: {
      realTime: clientTime(given),
      file,
      cover: coverOf(file, path ?? FILE, encryptionPassphrase, entropy),
      log,
      listener,
      optionsOf: (name, ...of) => ({
        ...optionsOfCluster(given, name, ...of),
        ...more.auditOf?.(name),
      }),
      inTurn: (task) => waking.through('', task),
    },
    entropy,
    idleMs: more.idleMs ?? IDLE_MS,
    mostAwake: more.mostAwake ?? MOST_AWAKE,
    report: reporting(log),
  })
  closing.add(() => shelf.close())
  return shelf
}

const reporting =
  (log: ServerLog) =>
  (error: unknown, cluster: string): void => {
    if (!(error instanceof ClusterGone))
      log?.error({ err: error }, `the cluster ${cluster} is not served`)
  }

/**
 * Makes a server that holds clusters, kept in `clusters.db` of its data folder, or in memory with
 * it. Rejects as {@link createServer}.
 */
export const createHost = async (
  given: ServerOptions,
  more: HostOptions = {},
): Promise<HostingServer> => {
  const options = validateOptions(given)
  if (!options.management)
    throw new OptionsError(
      '--clusters are made through the management API; leave out --no-management and --faithful.',
    )
  if (options.etcd !== undefined)
    throw new OptionsError(
      '--clusters are kept in one file beside the data folder, and --etcd-servers keep one cluster; give one of the two.',
    )
  const realTime = clientTime(given)
  const log = await openLog(options.logLevel)
  const router = new ClusterRouter({ realTime, report: reporting(log) })
  // the data folder lets in one process: its lock comes before the file of the clusters
  const server = await createServer(given, {
    openLog: async () => log,
    openListener: (base, pki) => OwnListener.open(base, pki, router),
  })
  try {
    const shelf = openClusters(given, more, server, log, server.closing)
    const clusters = new HostedClusters(shelf, server)
    router.install(shelf)
    server.install(clustersFeature(clusters))
    server.closing.add(every(realTime, TENDING_MS, () => void shelf.tend()))
    return { server, clusters, tend: () => shelf.tend() }
  } catch (error) {
    await server.close()
    throw error
  }
}
