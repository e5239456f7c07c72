/**
 * A server that holds many clusters beside its own: one listener, one file, and of each cluster no
 * more in memory than is in use.
 */
import { join } from 'node:path'
import type { Clock } from '../apimachinery/clock.ts'
import { externalAddress, localAddress } from '../server/advertise.ts'
import { isClock } from '../server/clock.ts'
import { openLog, SILENT } from '../server/log.ts'
import { OptionsError, type ServerOptions, validateOptions } from '../server/options.ts'
import { systemClock, systemEntropy } from '../server/system.ts'
import { Places } from '../apiserver/http/gate/places.ts'
import type { ClusterHost } from './management/cluster-host.ts'
import { clustersFeature } from './management/feature.ts'
import { createServer, type Server } from '../server/server.ts'
import { type ClusterFile, openClusterFile } from '../storage/shared/cluster-file.ts'
import { openClusterMemory } from '../storage/shared/cluster-memory.ts'
import { optionsOfCluster } from './cluster-options.ts'
import { ClusterRouter } from './cluster-router.ts'
import { ClusterShelf } from './cluster-shelf.ts'
import { ClusterGone, type HostedCluster, type Where } from './hosted-cluster.ts'
import { HostedClusters } from './hosted-clusters.ts'
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

export interface Host extends Server {
  readonly clusters: ClusterHost
  /** A cluster for a program in this process, by its name. Throws a 404 StatusError. */
  hosted(name: string): HostedCluster
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

/**
 * Makes a server that holds clusters, kept in `clusters.db` of its data folder, or in memory with
 * it. Rejects as {@link createServer}.
 */
export const createHost = async (given: ServerOptions, more: HostOptions = {}): Promise<Host> => {
  const options = validateOptions(given)
  if (!options.management)
    throw new OptionsError(
      '--clusters are made through the management API; leave out --no-management and --faithful.',
    )
  if (options.etcd !== undefined)
    throw new OptionsError(
      '--clusters are kept in one file beside the data folder, and --etcd-servers keep one cluster; give one of the two.',
    )
  const realTime = given.realTime ?? (isClock(given.clock) ? given.clock : systemClock)
  const logger = await openLog(options.logLevel)
  const log = logger ?? SILENT
  let port = 0
  let shelf: ClusterShelf | undefined
  const report = (error: unknown, cluster: string | undefined): void => {
    if (error instanceof ClusterGone) return
    const what =
      cluster === undefined ? `${FILE} cannot be tidied up` : `the cluster ${cluster} is not served`
    log.error({ err: error }, what)
  }
  const where = (): Where => ({
    external: externalAddress(options, port),
    local: localAddress(options.host, port),
    port,
  })
  const clusters = new HostedClusters({
    shelf: () => shelf!,
    server: () => server,
    external: () => where().external,
  })
  const front = new ClusterRouter({
    find: (name) => shelf?.find(name),
    realTime,
    report,
  })
  // the data folder lets in one process, and is asked first
  const server: Server = await createServer(given, undefined, {
    front,
    features: () => [clustersFeature(clusters)],
  })
  let file: ClusterFile | undefined
  let stopTending = (): void => undefined
  const close = async (): Promise<void> => {
    stopTending()
    // their watches would keep the listener from closing
    await shelf?.close()
    await server.close()
    file?.close()
  }
  try {
    const { dataDir, encryptionPassphrase } = options
    const path = dataDir === undefined ? undefined : join(dataDir, FILE)
    const entropy = given.entropy ?? systemEntropy
    const waking = new Places({ room: WAKING, reserve: 0 })
    file = path === undefined ? openClusterMemory() : openClusterFile(path)
    shelf = new ClusterShelf({
      hosting: {
        file,
        cover: coverOf(file, path ?? FILE, encryptionPassphrase, entropy),
        optionsOf: (name, ...of) => ({
          ...optionsOfCluster(given, name, ...of),
          ...more.auditOf?.(name),
        }),
        where,
        log: logger,
        inTurn: (task) => waking.through('', task),
      },
      entropy,
      realTime,
      idleMs: more.idleMs ?? IDLE_MS,
      mostAwake: more.mostAwake ?? MOST_AWAKE,
      report,
    })
  } catch (error) {
    await close()
    throw error
  }
  const tended = shelf
  return Object.create(server, {
    clusters: { value: clusters },
    hosted: { value: (name: string) => clusters.hosted(name) },
    tend: { value: () => tended.tend() },
    listen: {
      value: async () => {
        const listening = await server.listen()
        port = listening.port
        stopTending = every(realTime, TENDING_MS, () => void tended.tend())
        return listening
      },
    },
    close: { value: close },
  }) as Host
}
