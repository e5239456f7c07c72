/** The first phase of a start: what is kept, and the CA that comes. */
import { join } from 'node:path'
import type { ClusterTime } from '../api/clock.ts'
import type { Entropy } from '../api/entropy.ts'
import type { CertificateAuthority } from '../ca/authority.ts'
import { objectValues } from '../registry/encoding.ts'
import type { Rule } from '../manage/approvers/rule.ts'
import type { OrderedFault } from '../manage/faults/ordered-fault.ts'
import type { KeptJournal } from '../manage/journal/journal.ts'
import { openSealed } from '../store/sealed-settings.ts'
import { openMemoryStore } from '../store/memory.ts'
import { openStore } from '../store/sqlite.ts'
import type { Settings, Store } from '../store/store.ts'
import { rootAuthority } from './authorities.ts'
import type { Closing } from './closing.ts'
import { adminToken } from './identities.ts'
import type { ValidOptions } from './options.ts'

export interface State {
  readonly clock: ClusterTime
  readonly entropy: Entropy
  readonly store: Store
  /** Copies the data file to another place, while serving; undefined for a cluster in memory. */
  readonly backup: ((destination: string) => Promise<void>) | undefined
  /** What a cluster in memory holds once its store is closed, which is to follow; undefined for one with a data folder. */
  readonly image: (() => Promise<Buffer>) | undefined
  /** read and written through the seal, where there is one */
  readonly settings: Settings
  /** nothing was ever stored here */
  readonly isNew: boolean
  /** other servers may have the same store, at the same time */
  readonly isShared: boolean
  /** bearer token of the administrator */
  readonly adminToken: string
  /** the root CA, whose key may still be in the making */
  readonly comingAuthority: Promise<CertificateAuthority>
}

/** What a cluster leaves when it goes to sleep, and goes on with when it wakes. */
export interface Slept {
  /** what its store held, of a cluster in memory */
  readonly image: Buffer | undefined
  /** the file has its hash alone */
  readonly adminToken: string
  /** what was ordered, and who has asked for what: of that nothing is ever in a file */
  readonly faults: readonly OrderedFault[]
  readonly rules: readonly Rule[]
  readonly journal: KeptJournal
}

/** Where the state of a server is: a path, or the word for none. */
export const stateFile = ({ dataDir }: Pick<ValidOptions, 'dataDir'>): string =>
  dataDir === undefined ? ':memory:' : join(dataDir, 'csrlab.db')

/** A clock that stays where it is moved to. */
interface Keeping {
  readonly clock: ClusterTime
  readonly entropy: Entropy
  /** called with what is kept, before anything else asks for the time */
  readonly keepClock: (settings: Settings) => void
}

type Kept = Pick<State, 'store' | 'backup' | 'image'>

const inMemory = (slept: Slept | undefined): Kept => {
  const store = openMemoryStore({
    values: objectValues,
    ...(slept?.image === undefined ? {} : { image: slept.image }),
  })
  return { store, backup: undefined, image: () => store.image() }
}

const inFile = (path: string): Kept => {
  const store = openStore({ path, values: objectValues })
  return { store, backup: (destination) => store.backup(destination), image: undefined }
}

/**
 * Opens the store and the settings, and makes or finds the token and the root CA. `slept`: what a woken
 * cluster goes on with. Throws OpenError, CaError and FileError, each of one sentence.
 */
export const openState = (
  options: ValidOptions,
  { clock, entropy, keepClock }: Keeping,
  closing: Closing,
  slept?: Slept,
): State => {
  const { dataDir } = options
  const path = stateFile(options)
  const kept = dataDir === undefined ? inMemory(slept) : inFile(path)
  const { store } = kept
  closing.add(() => store.close())
  const settings = openSealed(
    { settings: store.settings, entropy, path },
    options.encryptionPassphrase,
  )
  keepClock(settings)
  const keeping = { settings, clock, entropy }
  // the key of a new one is made on another thread, 50 ms or more, while what needs no CA is made here
  const comingAuthority = Promise.resolve(
    rootAuthority(keeping, options.caKeyType, options.authorities),
  )
  comingAuthority.catch(() => undefined)
  return {
    ...keeping,
    ...kept,
    isNew: store.revision === 1,
    isShared: false,
    adminToken: adminToken(
      keeping,
      dataDir === undefined ? undefined : join(dataDir, 'token'),
      slept?.adminToken,
    ),
    comingAuthority,
  }
}
