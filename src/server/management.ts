/** Makes the management API of a cluster: a line for each feature. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Approvers } from '../testing/approvers/approvers.ts'
import { approversFeature } from '../testing/approvers/feature.ts'
import { auditLogFeature } from '../testing/audit-log/feature.ts'
import type { ClusterClock } from '../testing/clock/cluster-clock.ts'
import { clockFeature } from '../testing/clock/feature.ts'
import type { Feature } from '../testing/feature.ts'
import { faultsFeature } from '../testing/faults/feature.ts'
import type { FaultDoor } from '../testing/faults/program-faults.ts'
import { journalFeature } from '../testing/journal/feature.ts'
import { labFeature } from '../testing/lab/feature.ts'
import type { RequestJournal } from '../testing/journal/journal.ts'
import { Management } from '../testing/management.ts'
import { populateFeature } from '../testing/populate/feature.ts'
import type { Populate } from '../testing/populate/populate.ts'
import { amongSeveral } from '../testing/several-servers.ts'
import { type LinkMaker, uiFeature } from '../testing/ui/feature.ts'
import { resetFeature } from '../testing/worlds/reset-feature.ts'
import { snapshotsFeature } from '../testing/worlds/snapshots-feature.ts'
import type { Room } from '../testing/worlds/room.ts'
import type { Worlds } from '../testing/worlds/worlds.ts'
import type { Snapshots } from '../storage/store.ts'
import { systemStopwatch } from './system.ts'

/** Beside the built files, or beside the folder of sources. */
const documentUrl = (): URL => {
  const built = new URL('../docs/management.openapi.yaml', import.meta.url)
  return existsSync(built) ? built : new URL('../../docs/management.openapi.yaml', import.meta.url)
}

interface ManagementNeeds {
  readonly clock: ClusterClock
  readonly worlds: Worlds
  /** for snapshots */
  readonly room: Room
  readonly journal: RequestJournal
  readonly faults: FaultDoor
  readonly approvers: Approvers
  readonly snapshots: Snapshots
  readonly populate: Populate
  readonly page: LinkMaker
  /** more features, after its own */
  readonly features: (() => readonly Feature[]) | undefined
  /** other servers may have the same store, at the same time */
  readonly isShared: boolean
  /** where its requests are written down; undefined: nowhere, or to standard output */
  readonly auditLog: string | undefined
}

const featuresOf = (needs: ManagementNeeds): Feature[] => [
  clockFeature(needs.clock),
  resetFeature(needs.worlds),
  snapshotsFeature(needs),
  populateFeature(needs.populate),
  journalFeature(needs.journal),
  labFeature(needs.clock),
  faultsFeature(needs.faults),
  approversFeature(needs),
  uiFeature(needs.page),
  auditLogFeature(needs.auditLog),
  ...(needs.features?.() ?? []),
]

export const makeManagement = (needs: ManagementNeeds): Management =>
  new Management({
    features: () => (needs.isShared ? amongSeveral(featuresOf(needs)) : featuresOf(needs)),
    // requests that come while a world is replaced wait for it
    hooks: [needs.worlds, needs.journal, ...(needs.isShared ? [] : [needs.faults.faults])],
    document: () => readFile(documentUrl()),
    stopwatch: systemStopwatch,
  })
