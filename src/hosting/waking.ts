import { deserialize } from 'node:v8'
import type { Clock } from '../apimachinery/clock.ts'
import type { Host } from '../server/host.ts'
import type { Listener } from '../server/listener.ts'
import type { ServerLog } from '../server/log.ts'
import type { ServerOptions } from '../server/options.ts'
import type { RunningServer } from '../server/running-server.ts'
import { createServer } from '../server/server.ts'
import type { Slept } from '../server/state.ts'
import type { ClusterContent, ClusterFile } from '../storage/shared/cluster-file.ts'
import type { Entry } from '../storage/store.ts'
import type { HostedOptions } from '../testing/bodies/cluster-wishes.ts'
import type { ClusterAllowance } from './allowance.ts'
import { ClusterJournal, recordName } from './cluster-journal.ts'
import { hostedListener } from './hosted-listener.ts'
import { type Cover, unpacked } from './packing.ts'
import { limitsOf, type Terms } from './terms.ts'

/** The parts that all clusters of a host share. */
export interface Hosting {
  /** the clock that clients use */
  readonly realTime: Pick<Clock, 'now'>
  readonly file: ClusterFile
  readonly cover: Cover
  /** the host's; undefined: silent */
  readonly log: ServerLog
  /** the host's */
  readonly listener: Listener
  /** `isNew`: the cluster starts for the first time */
  readonly optionsOf: (name: string, own: HostedOptions, isNew: boolean) => ServerOptions
  /** Queues `task`, so that only a few clusters wake at a time. */
  readonly inTurn: <T>(task: () => Promise<T>) => Promise<T>
}

interface SleepingCluster {
  readonly id: number
  readonly name: string
  readonly terms: Terms
  readonly token: string
  readonly allowance: ClusterAllowance
}

/** State that is not stored, and lasts as long as the host's process. */
export type Orders = Pick<Slept, 'faults' | 'rules'>

export interface Awake {
  readonly server: RunningServer
  readonly journal: ClusterJournal
}

const TEMPLATE = 'template'

export const imageName = (id: number): string => `image ${id}`
export const memoName = (id: number): string => `memo ${id}`

const sleptState = async (
  { cover }: Hosting,
  { id, token }: SleepingCluster,
  { image, memo }: ClusterContent,
  orders: Orders,
): Promise<Slept> => ({
  image: image === null ? undefined : cover.open(imageName(id), image),
  adminToken: token,
  ...orders,
  journal:
    memo === null
      ? { entries: [], last: 0 }
      : (deserialize(await unpacked(cover, memoName(id), memo)) as Slept['journal']),
})

/** Restores the objects of a template in a new cluster. */
const applyTemplate = async (
  { file, cover }: Hosting,
  { worlds, snapshots }: RunningServer,
  template: string,
): Promise<void> => {
  const bytes = file.get(template)
  if (bytes === undefined) return
  const entries = deserialize(await unpacked(cover, template, bytes)) as Entry[]
  const kept = await worlds.save(TEMPLATE, entries)
  await worlds.restore(kept)
  snapshots.remove(TEMPLATE)
}

/** Starts the server of a cluster. Rejects like {@link createServer}. */
export const wake = async (
  hosting: Hosting,
  cluster: SleepingCluster,
  orders: Orders,
): Promise<Awake> => {
  const { file, cover, log, listener } = hosting
  const { id, name, terms, token, allowance } = cluster
  const content = file.content(id)
  const { records } = content
  const isNew = content.image === null && records.length === 0
  const bytes = records.reduce((sum, { length }) => sum + length, 0)
  const journal = new ClusterJournal(file, cover, id, bytes)
  const host: Host = {
    openLog: async () => log?.child({ cluster: name }),
    openListener: async () => hostedListener(listener, name),
    slept: isNew ? undefined : await sleptState(hosting, cluster, content, orders),
    durable: { journal, records: records.map((record) => cover.open(recordName(id), record)) },
    adminToken: token,
    isOneOfMany: true,
    limits: { most: limitsOf(terms), held: journal.tally, allowance },
  }
  const server = await createServer(hosting.optionsOf(name, terms.options, isNew), host)
  try {
    await server.listen()
    if (isNew) {
      await server.settle()
      if (terms.template !== undefined) await applyTemplate(hosting, server, terms.template)
    }
    // all work that fell due during sleep is done before the first request
    await server.clock.settled()
    journal.release()
    return { server, journal }
  } catch (error) {
    await server.close()
    throw error
  }
}
