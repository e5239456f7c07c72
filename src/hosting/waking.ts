import { deserialize } from 'node:v8'
import type { Clock } from '../apimachinery/clock.ts'
import type { Host } from '../server/host.ts'
import type { Listener } from '../server/listener.ts'
import type { ServerLog } from '../server/log.ts'
import type { ServerOptions } from '../server/options.ts'
import type { RunningServer } from '../server/running-server.ts'
import { createServer } from '../server/server.ts'
import type { SleepState } from '../server/state.ts'
import type { ClusterContent, ClusterFile } from '../storage/shared/cluster-file.ts'
import type { Entry } from '../storage/store.ts'
import type { HostedOptions } from '../testing/bodies/hosted-options.ts'
import type { ClusterAllowance } from './allowance.ts'
import { ClusterJournal, recordName } from './cluster-journal.ts'
import { hostedListener } from './hosted-listener.ts'
import { type RowCipher, unpacked } from './packing.ts'
import { limitsOf, type Terms } from './terms.ts'

/** shared by all clusters of a host */
export interface HostContext {
  /** for rate limits and for the time of a cluster's last use */
  readonly realTime: Pick<Clock, 'now'>
  readonly file: ClusterFile
  readonly cipher: RowCipher
  /** undefined if the clusters write no logs */
  readonly log: ServerLog
  readonly listener: Listener
  /** `isNew`: whether the cluster has no stored content yet */
  readonly optionsOf: (name: string, own: HostedOptions, isNew: boolean) => ServerOptions
  /** Runs a task that wakes a cluster; delays the task while too many clusters wake. */
  readonly inTurn: <T>(task: () => Promise<T>) => Promise<T>
}

interface SleepingCluster {
  readonly id: number
  readonly name: string
  readonly terms: Terms
  readonly token: string
  readonly allowance: ClusterAllowance
}

/** kept as long as the host runs */
export type VolatileState = Pick<SleepState, 'faults' | 'rules'>

export interface AwakeCluster {
  readonly server: RunningServer
  readonly journal: ClusterJournal
}

const TEMPLATE = 'template'

export const imageName = (id: number): string => `image ${id}`
export const memoName = (id: number): string => `memo ${id}`

const sleptState = async (
  { cipher }: HostContext,
  { id, token }: SleepingCluster,
  { image, memo }: ClusterContent,
  volatileState: VolatileState,
): Promise<SleepState> => ({
  image: image === null ? undefined : cipher.decrypt(imageName(id), image),
  adminToken: token,
  ...volatileState,
  journal:
    memo === null
      ? { entries: [], last: 0 }
      : (deserialize(await unpacked(cipher, memoName(id), memo)) as SleepState['journal']),
})

const applyTemplate = async (
  { file, cipher }: HostContext,
  { snapshotManager, snapshots }: RunningServer,
  template: string,
): Promise<void> => {
  const bytes = file.settings.get(template)
  if (bytes === undefined) return
  const entries = deserialize(await unpacked(cipher, template, bytes)) as Entry[]
  const kept = await snapshotManager.save(TEMPLATE, entries)
  await snapshotManager.restore(kept)
  snapshots.remove(TEMPLATE)
}

/** Starts the server of a cluster. Rejects like {@link createServer}. */
export const wake = async (
  hostContext: HostContext,
  cluster: SleepingCluster,
  volatileState: VolatileState,
): Promise<AwakeCluster> => {
  const { file, cipher, log, listener } = hostContext
  const { id, name, terms, token, allowance } = cluster
  const content = file.content(id)
  const { records } = content
  const isNew = content.image === null && records.length === 0
  const bytes = records.reduce((sum, { length }) => sum + length, 0)
  const journal = new ClusterJournal(file, cipher, id, bytes)
  const host: Host = {
    openLog: async () => log?.child({ cluster: name }),
    openListener: async () => hostedListener(listener, name),
    sleepState: isNew ? undefined : await sleptState(hostContext, cluster, content, volatileState),
    durable: { journal, records: records.map((record) => cipher.decrypt(recordName(id), record)) },
    adminToken: token,
    isHosted: true,
    limits: { most: limitsOf(terms), held: journal.tally, allowance },
  }
  const server = await createServer(hostContext.optionsOf(name, terms.options, isNew), host)
  try {
    await server.listen()
    if (isNew) {
      await server.settle()
      if (terms.template !== undefined) await applyTemplate(hostContext, server, terms.template)
    }
    // work that fell due during sleep is done before the first request
    await server.clock.settled()
    journal.release()
    return { server, journal }
  } catch (error) {
    await server.close()
    throw error
  }
}
