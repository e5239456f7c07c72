/** Makes what is no part of Kubernetes: faults, worlds, journal, documents, the page. */
import type { Clock } from '../apimachinery/clock.ts'
import type { Entropy } from '../apimachinery/entropy.ts'
import type { LentIdentities } from '../apiserver/authn/lent-identities.ts'
import type { CertificateAuthority } from '../ca/authority.ts'
import type { BuiltInSigner } from '../ca/signers.ts'
import type { App } from '../apiserver/http/app.ts'
import { Approvers } from '../testing/approvers/approvers.ts'
import type { ClockState, ClusterClock } from '../testing/clock/cluster-clock.ts'
import type { Feature } from '../testing/feature.ts'
import type { FaultDoor } from '../testing/faults/program-faults.ts'
import { readFault } from '../testing/faults/read-fault.ts'
import { RequestJournal } from '../testing/journal/journal.ts'
import type { Management } from '../testing/management.ts'
import type { Asker } from '../apiserver/client/call.ts'
import { Populate, type PopulateParts } from '../testing/populate/populate.ts'
import { ENDLESS_ROOM, roomIn } from '../testing/worlds/room.ts'
import { Worlds } from '../testing/worlds/worlds.ts'
import type { AuditTrail } from '../apiserver/audit/trail.ts'
import { ADMIN } from './authentication.ts'
import { authorityPems } from './authorities.ts'
import { makeFaults } from './faults.ts'
import { makeManagement } from './management.ts'
import type { Mount } from './mount.ts'
import type { ValidOptions } from './options.ts'
import { PageDoor } from './page.ts'
import { Population } from './populate.ts'
import type { Shelf } from './shelf.ts'
import type { Slept, State } from './state.ts'
import type { Trust } from './trust.ts'

interface ManagingParts {
  readonly state: State
  readonly shelf: Shelf
  readonly trust: Trust
  readonly auditTrail: AuditTrail
  readonly authority: CertificateAuthority
  readonly signers: ReadonlyMap<BuiltInSigner, CertificateAuthority>
  readonly clock: ClusterClock
  /** where it was at the first start */
  readonly clockAtFirst: ClockState
  /** the time of clients */
  readonly real: Clock
  readonly entropy: Entropy
  readonly lent: LentIdentities
  /**
   * what it goes on with, without the image, which is not to be kept; undefined: it did not sleep
   */
  readonly slept: Pick<Slept, 'faults' | 'journal' | 'rules'> | undefined
  /** more features of the management API */
  readonly features: (() => readonly Feature[]) | undefined
  /** how much it may hold, and holds; undefined: there is no limit */
  readonly limits: Pick<Mount, 'held' | 'most'> | undefined
  /** what answers requests, once it is made */
  readonly app: () => App
  /** where this machine finds it, without the scheme */
  readonly local: () => string
  /** Writes what every start writes. */
  readonly refill: () => Promise<void>
}

interface Managing {
  readonly faults: FaultDoor
  readonly approvers: Approvers
  readonly worlds: Worlds
  readonly journal: RequestJournal
  readonly populate: Populate
  /** the documents of the start */
  readonly atStart: Population
  readonly page: PageDoor
  readonly management: Management
}

/** Makes all of it; nothing of it asks anything before the server serves. */
export const makeManaging = (options: ValidOptions, parts: ManagingParts): Managing => {
  const { state, shelf, clock, real, entropy, lent, slept } = parts
  const { release } = options
  const faults: FaultDoor = {
    faults: makeFaults({
      seed: options.seed,
      entropy,
      clock,
      registries: shelf.registries,
      ordered: slept?.faults,
    }),
    read: (order) =>
      readFault(order, {
        release,
        revision: () => state.store.revision,
        resources: () => shelf.registries.map(({ resource }) => resource.resource),
        freeName: () => faults.faults.freeName(),
      }),
  }
  const approvers = new Approvers({
    rules: options.autoApprove,
    current: slept?.rules,
    usualSeconds: options.clusterSigningSeconds,
    orders: faults.faults.orders,
  })
  const journal = new RequestJournal({ clock, realTime: real, kept: slept?.journal })
  const worlds = new Worlds({
    store: state.store,
    registries: shelf.registries,
    forget: () => {
      faults.faults.clear()
      approvers.restore()
    },
    refill: async () => {
      await parts.refill()
      await atStart.again()
    },
    afterReset: () => journal.clear(),
    clock,
    clockAtFirst: parts.clockAtFirst,
  })
  const askingAs = (token: string): Asker => ({
    inject: (method, url, body, headers) => parts.app().inject(method, url, token, body, headers),
  })
  const populateParts: PopulateParts = {
    asking: (user, task) => lent.lend(user, (token) => task(askingAs(token))),
    clock,
    readYaml: (source, caller) => parts.app().readYaml(source, caller),
  }
  const populate = new Populate(populateParts)
  const atStart = new Population({
    files: options.populate,
    populate: new Populate({
      ...populateParts,
      asking: (user, task) =>
        lent.lend(user, (token) => worlds.letting(token, () => task(askingAs(token)))),
    }),
    user: ADMIN,
  })
  const page = new PageDoor(() => ({
    port: options.uiPort,
    readOnly: options.uiReadOnly,
    handle: (...asked) => parts.app().handle(...asked),
    inject: (...asked) => parts.app().inject(...asked),
    lent,
    verifyPeer: parts.trust.verifyPeer,
    listen: (audience) => parts.auditTrail.join(audience),
    clock,
    realTime: real,
    entropy,
    release,
    authorities: authorityPems(parts.authority, parts.signers),
    signers: [...parts.signers.keys()],
    maximumSeconds: options.clusterSigningSeconds,
    server: `https://${parts.local()}`,
  }))
  const management = makeManagement({
    page,
    clock,
    populate,
    journal,
    faults,
    approvers,
    worlds,
    room: parts.limits === undefined ? ENDLESS_ROOM : roomIn(parts.limits.most, parts.limits.held),
    snapshots: state.store.snapshots,
    features: parts.features,
    isShared: state.isShared,
    auditLog: options.audit?.log === '-' ? undefined : options.audit?.log,
  })
  return { faults, approvers, worlds, journal, populate, atStart, page, management }
}
