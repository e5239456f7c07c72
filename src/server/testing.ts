import { readFile } from 'node:fs/promises'
import { PACKAGE_ROOT } from '../apimachinery/package-root.ts'
import type { Requester } from '../apiserver/client/call.ts'
import { bootstrap } from '../controllers/bootstrap.ts'
import { makeApprovers } from '../testing/approvers/approvers.ts'
import { approversFeature } from '../testing/approvers/feature.ts'
import { auditLogFeature } from '../testing/audit-log/feature.ts'
import { clockFeature } from '../testing/clock/feature.ts'
import type { Feature } from '../testing/feature.ts'
import { faultsFeature } from '../testing/faults/feature.ts'
import { journalFeature } from '../testing/journal/feature.ts'
import { requestJournal } from '../testing/journal/journal.ts'
import { labFeature } from '../testing/lab/feature.ts'
import { makeManagement } from '../testing/management.ts'
import { populateFeature } from '../testing/populate/feature.ts'
import { Populate, type PopulateParts } from '../testing/populate/populate.ts'
import { amongSeveral } from '../testing/several-servers.ts'
import { uiFeature } from '../testing/ui/feature.ts'
import { snapshotQuota } from '../testing/snapshots/quota.ts'
import { resetFeature, snapshotsFeature } from '../testing/snapshots/snapshots-feature.ts'
import { makeSnapshotManager } from '../testing/snapshots/snapshot-manager.ts'
import { ADMIN } from './authentication.ts'
import type { MovableBase } from './base.ts'
import type { ControlPlane } from './control-plane.ts'
import { makeFaults } from './faults.ts'
import type { Host } from './host.ts'
import type { PageDoor } from './page.ts'
import { makePopulation } from './populate.ts'

export type Testing = ReturnType<typeof installTesting>

/** `page` makes the links of POST /ui. */
export const installTesting = (
  base: MovableBase,
  plane: ControlPlane,
  page: PageDoor,
  { sleepState, limits }: Host,
) => {
  const { options, clock, firstClock } = base
  const { state, api, access, pki, app } = plane
  const { registries } = api.registries
  const faults = makeFaults(base, plane, sleepState?.faults)
  const approvers = makeApprovers({
    rules: options.autoApprove,
    current: sleepState?.rules,
    usualSeconds: options.clusterSigningDuration,
    orders: faults,
  })
  const journal = requestJournal({ clock, realTime: clock.real, kept: sleepState?.journal })
  const snapshotManager = makeSnapshotManager({
    store: state.store,
    registries,
    forget: () => {
      faults.clear()
      approvers.restore()
    },
    refill: async () => {
      await bootstrap(api.self, api.registries, access.policy)
      await plane.ownObjects.write()
      await population.again()
    },
    afterReset: () => journal.clear(),
    clock,
    clockAtFirst: firstClock,
  })
  const askingAs = (token: string): Requester => ({
    inject: (method, url, body, headers) => app.inject(method, url, token, body, headers),
  })
  const populating: PopulateParts = {
    asking: (user, task) => pki.lent.lend(user, (token) => task(askingAs(token))),
    storage: { store: state.store, registries },
    clock,
    readYaml: (source, caller) => app.readYaml(source, caller),
  }
  const refilling = new Populate({
    ...populating,
    asking: (user, task) =>
      pki.lent.lend(user, (token) => snapshotManager.letting(token, () => task(askingAs(token)))),
  })
  /** applies the startup documents */
  const population = makePopulation(options.populate, refilling, ADMIN)
  const populate = new Populate(populating)
  const log = options.audit?.log
  const features = (): Feature[] => {
    const quota = limits && snapshotQuota(limits.most, limits.held)
    const all = [
      clockFeature(clock),
      resetFeature(snapshotManager),
      snapshotsFeature(snapshotManager, quota),
      populateFeature(populate),
      journalFeature(journal),
      labFeature(clock),
      faultsFeature(faults),
      approversFeature({ approvers, clock }),
      uiFeature(page),
      auditLogFeature(log === '-' ? undefined : log),
    ]
    return state.isShared ? amongSeveral(all) : all
  }
  const management = makeManagement({
    features,
    // the snapshot manager is first: it delays requests during a reset or restore
    hooks: [snapshotManager, journal, ...(state.isShared ? [] : [faults])],
    document: () => readFile(new URL('docs/management.openapi.yaml', PACKAGE_ROOT)),
  })
  app.install({ observer: management, mount: options.management ? management : undefined })
  if (state.isNew) snapshotManager.begin()
  return { faults, approvers, journal, snapshotManager, populate, population, management }
}
