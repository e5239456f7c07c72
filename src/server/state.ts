/** The first phase of a start: what is kept, and the CA that comes. */
import { join } from 'node:path'
import { type ClusterTime, realTime } from '../apimachinery/clock.ts'
import type { Entropy } from '../apimachinery/entropy.ts'
import type { CertificateAuthority } from '../ca/authority.ts'
import { objectValues } from '../apiserver/registry/encoding.ts'
import type { Rule } from '../testing/approvers/rule.ts'
import type { OrderedFault } from '../testing/faults/ordered-fault.ts'
import type { KeptJournal } from '../testing/journal/journal.ts'
import { lockFolder } from '../storage/folder-lock.ts'
import { openSealed } from '../storage/sealed-settings.ts'
import { type Durable, type MemoryStore, openMemoryStore } from '../storage/memory.ts'
import { openStore } from '../storage/sqlite.ts'
import { memorySettings } from '../storage/memory/settings.ts'
import type { OwnSettings, Settings, Store } from '../storage/store.ts'
import { rootAuthority } from './authorities.ts'
import type { Closing } from './closing.ts'
import type { ValidEtcd } from './etcd-options.ts'
import { adminToken, sharedAdminToken } from './admin-token.ts'
import type { Log } from './log.ts'
import type { Mount } from './mount.ts'
import type { ValidOptions } from './options.ts'

export interface State {
  readonly clock: ClusterTime
  readonly entropy: Entropy
  readonly store: Store
  /** Copies the data file to another place, while serving; undefined for a cluster in memory. */
  readonly backup?: (destination: string) => Promise<void>
  /** Whether the data file is still the one that was opened; undefined where there is none. */
  readonly isInPlace?: () => boolean
  /**
   * The content of a cluster in memory, once its store is closed, which must follow; undefined with
   * a data folder.
   */
  readonly image?: () => Promise<Buffer>
  /** The current content, while the cluster goes on. */
  readonly imageNow?: () => Buffer
  /** read and written through the seal, where there is one */
  readonly settings: Settings
  /** of this process alone: those of the store, unless it has them for others too */
  readonly ownSettings: OwnSettings
  /** nothing was ever stored here */
  readonly isNew: boolean
  /** other servers may have the same store, at the same time */
  readonly isShared: boolean
  /** bearer token of the administrator */
  readonly adminToken: string
  /** the root CA, whose key may still be in the making */
  readonly comingAuthority: Promise<CertificateAuthority>
}

/** The state of a sleeping cluster. */
export interface Slept {
  /** what its store held, of a cluster in memory */
  readonly image: Buffer | undefined
  /** the file has its hash alone */
  readonly adminToken: string
  /** what was ordered, and who has asked for what: of that nothing is ever in a file */
  readonly faults: readonly OrderedFault[]
  /** undefined: those of the options */
  readonly rules: readonly Rule[] | undefined
  readonly journal: KeptJournal
}

/** Where the state of a server is: a path, or the word for none. */
export const stateFile = ({ dataDir, etcd }: Pick<ValidOptions, 'dataDir' | 'etcd'>): string => {
  if (etcd !== undefined) return etcd.servers.join(',')
  return dataDir === undefined ? ':memory:' : join(dataDir, 'csrlab.db')
}

/** A clock that stays where it is moved to. */
interface Keeping {
  readonly clock: ClusterTime
  readonly entropy: Entropy
  readonly log: Log
  /** called with the settings of this process before anything else asks for the time */
  readonly keepClock: (settings: OwnSettings) => void
}

type Kept = Pick<State, 'backup' | 'image' | 'imageNow' | 'isInPlace' | 'isNew' | 'store'> & {
  /** undefined: others write to the store too */
  readonly own: OwnSettings | undefined
}

const inMemory = (slept: Slept | undefined, durable: Durable | undefined): Kept => {
  const store: MemoryStore = openMemoryStore({
    values: objectValues,
    ...(slept?.image === undefined ? {} : { image: slept.image }),
    ...(durable && { durable }),
  })
  return {
    store,
    isNew: store.revision === 1,
    image: () => store.image(),
    imageNow: () => store.imageNow(),
    own: store.settings,
  }
}

const inFile = (path: string): Kept => {
  const store = openStore({ path, values: objectValues })
  return {
    store,
    isNew: store.revision === 1,
    backup: (destination) => store.backup(destination),
    isInPlace: () => store.isInPlace(),
    own: store.settings,
  }
}

/** Loads the code for etcd only here, since most clusters do without it. */
const inEtcd = async (etcd: ValidEtcd, clock: ClusterTime, log: Log): Promise<Kept> => {
  const { openEtcdStore } = await import('../storage/etcd.ts')
  const real = realTime(clock)
  const store = await openEtcdStore({
    ...etcd,
    values: objectValues,
    after: (...wait) => real.after(...wait),
    onSpace: (reason) => {
      if (reason === undefined) log.info({}, 'etcd takes writes again')
      else log.error({}, reason)
    },
  })
  return { store, isNew: store.isNew, own: undefined }
}

const opened = (
  { etcd, dataDir }: ValidOptions,
  slept: Slept | undefined,
  durable: Durable | undefined,
  clock: ClusterTime,
  log: Log,
): Kept | Promise<Kept> => {
  if (etcd !== undefined) return inEtcd(etcd, clock, log)
  return dataDir === undefined ? inMemory(slept, durable) : inFile(join(dataDir, 'csrlab.db'))
}

/**
 * Opens the store and the settings, and makes or finds the token and the root CA. `slept`: what a
 * woken cluster goes on with; `mount`: what a host gives it. Throws OpenError, CaError and
 * FileError, each of one sentence.
 */
export const openState = async (
  options: ValidOptions,
  { clock, entropy, log, keepClock }: Keeping,
  closing: Closing,
  slept?: Slept,
  mount?: Mount,
): Promise<State> => {
  const { dataDir } = options
  const path = stateFile(options)
  if (options.etcd !== undefined && dataDir !== undefined) closing.add(lockFolder(dataDir))
  const { own, ...kept } = await opened(options, slept, mount?.durable, clock, log)
  const { store } = kept
  closing.add(() => store.close())
  const settings = await openSealed(
    { settings: store.settings, entropy, path },
    options.encryptionPassphrase,
  )
  // through the seal they are done when the call returns, as they are without
  const ownSettings = own === undefined ? memorySettings(new Map(), () => true) : settings
  keepClock(ownSettings)
  const tokenFile = dataDir === undefined ? undefined : join(dataDir, 'token')
  const keeping = { settings, clock, entropy }
  // the key of a new one is made on another thread, 50 ms or more, while what needs no CA is made here
  const comingAuthority = Promise.resolve(
    rootAuthority(keeping, options.caKeyType, options.authorities),
  )
  comingAuthority.catch(() => undefined)
  return {
    ...keeping,
    ...kept,
    isShared: own === undefined,
    ownSettings,
    adminToken: await (own === undefined
      ? sharedAdminToken(keeping, tokenFile)
      : adminToken(keeping, tokenFile, slept?.adminToken ?? mount?.adminToken)),
    comingAuthority,
  }
}
