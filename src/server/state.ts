/** The third phase of startup: the store, its settings and the administrator's token. */
import { join } from 'node:path'
import { realTime } from '../apimachinery/clock.ts'
import { objectValues } from '../apiserver/registry/encoding.ts'
import { lockFolder } from '../storage/folder-lock.ts'
import { type DurableState, type MemoryStore, openMemoryStore } from '../storage/memory.ts'
import { memorySettings } from '../storage/memory/settings.ts'
import { openSealed } from '../storage/sealed-settings.ts'
import { openStore, type SqliteStore } from '../storage/sqlite.ts'
import type { OwnSettings, Settings, Store } from '../storage/store.ts'
import { adminToken, sharedAdminToken } from './admin-token.ts'
import type { Rule } from '../testing/approvers/rule.ts'
import type { Fault } from '../testing/faults/fault.ts'
import type { SavedJournal } from '../testing/journal/journal.ts'
import type { Base } from './base.ts'
import type { Closing } from './closing.ts'
import { reportDisk } from './disk-report.ts'
import type { ValidEtcd } from './etcd-options.ts'
import type { ServerOptions } from './options.ts'

export interface SleepState {
  /** content of a store in memory; undefined if a file or `durable` has the content */
  readonly image: Buffer | undefined
  /** the store has only its hash */
  readonly adminToken: string
  readonly faults: readonly Fault[]
  /** undefined: the rules in the options apply */
  readonly rules: readonly Rule[] | undefined
  readonly journal: SavedJournal
}

export interface Inheritance {
  /** undefined: the cluster has not slept */
  readonly sleepState?: SleepState | undefined
  readonly durable?: DurableState
  /** for a new cluster; default: random */
  readonly adminToken?: string
}

interface OpenedStore {
  readonly store: Store
  /** whether the store was empty */
  readonly isNew: boolean
  readonly file?: SqliteStore
  readonly memory?: MemoryStore
}

export interface State extends OpenedStore {
  /** encrypts private keys if there is a passphrase */
  readonly settings: Settings
  /** settings of this process alone; equal to `settings` unless the store is shared */
  readonly ownSettings: OwnSettings
  /** whether other servers may use the store at the same time */
  readonly isShared: boolean
  readonly adminToken: string
}

export type StateOptions = Pick<ServerOptions, 'dataDir' | 'etcdServers'>

/** Returns the path of the data file; without one, a name of the store for errors. */
export const stateFile = ({ dataDir, etcdServers = [] }: StateOptions): string => {
  if (etcdServers.length > 0) return etcdServers.join(',')
  return dataDir === undefined ? ':memory:' : join(dataDir, 'csrlab.db')
}

const inMemory = ({ sleepState, durable }: Inheritance): OpenedStore => {
  const memory = openMemoryStore({
    values: objectValues,
    ...(sleepState?.image && { image: sleepState.image }),
    ...(durable && { durable }),
  })
  return { store: memory, memory, isNew: memory.revision === 1 }
}

const inFile = (path: string, { log, clock }: Base): OpenedStore => {
  const onRefusal = reportDisk(path, { log, clock: realTime(clock) })
  const file = openStore({ path, values: objectValues, onRefusal })
  return { store: file, file, isNew: file.revision === 1 }
}

/** Loads the code for etcd on demand, because most clusters do not need it. */
const inEtcd = async (etcd: ValidEtcd, { clock }: Base): Promise<OpenedStore> => {
  const { openEtcdStore } = await import('../storage/etcd.ts')
  const real = realTime(clock)
  const store = await openEtcdStore({
    ...etcd,
    values: objectValues,
    after: (...wait) => real.after(...wait),
  })
  return { store, isNew: store.isNew }
}

/** Rejects with OpenError and FileError. */
export const openState = async (
  base: Base,
  from: Inheritance,
  closing: Closing,
): Promise<State> => {
  const { options, entropy } = base
  const { dataDir, etcd } = options
  const path = stateFile(options)
  if (etcd !== undefined && dataDir !== undefined) closing.add(lockFolder(dataDir))
  const opened =
    etcd !== undefined
      ? await inEtcd(etcd, base)
      : dataDir === undefined
        ? inMemory(from)
        : inFile(path, base)
  const { store } = opened
  closing.add(() => store.close())
  const settings = await openSealed(
    { settings: store.settings, entropy, path },
    options.encryptionPassphrase,
  )
  const keeping = { settings, entropy }
  const tokenFile = dataDir === undefined ? undefined : join(dataDir, 'token')
  const isShared = etcd !== undefined
  return {
    ...opened,
    settings,
    // an unshared store's settings are synchronous, with or without encryption
    ownSettings: isShared ? memorySettings() : settings,
    isShared,
    adminToken: await (isShared
      ? sharedAdminToken(keeping, tokenFile)
      : adminToken(keeping, tokenFile, from.sleepState?.adminToken ?? from.adminToken)),
  }
}
