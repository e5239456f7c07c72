/** Makes the management API of a cluster: a line for each feature. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Approvers } from '../manage/approvers/approvers.ts'
import { approversFeature } from '../manage/approvers/feature.ts'
import { auditLogFeature } from '../manage/audit-log/feature.ts'
import { clustersFeature } from '../manage/clusters/feature.ts'
import type { ClusterHost } from '../manage/clusters/cluster-host.ts'
import type { ClusterClock } from '../manage/clock/cluster-clock.ts'
import { clockFeature } from '../manage/clock/feature.ts'
import type { Feature } from '../manage/feature.ts'
import { faultsFeature } from '../manage/faults/feature.ts'
import type { FaultDoor } from '../manage/faults/program-faults.ts'
import { journalFeature } from '../manage/journal/feature.ts'
import { labFeature } from '../manage/lab/feature.ts'
import type { Journal } from '../manage/journal/journal.ts'
import { Management } from '../manage/management.ts'
import { populateFeature } from '../manage/populate/feature.ts'
import type { Populate } from '../manage/populate/populate.ts'
import { amongSeveral } from '../manage/several-servers.ts'
import { type LinkMaker, uiFeature } from '../manage/ui/feature.ts'
import { resetFeature } from '../manage/worlds/reset-feature.ts'
import { snapshotsFeature } from '../manage/worlds/snapshots-feature.ts'
import type { Room } from '../manage/worlds/room.ts'
import type { Worlds } from '../manage/worlds/worlds.ts'
import type { Snapshots } from '../store/store.ts'
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
  readonly journal: Journal
  readonly faults: FaultDoor
  readonly approvers: Approvers
  readonly snapshots: Snapshots
  readonly populate: Populate
  readonly page: LinkMaker
  /** undefined: it holds no other clusters */
  readonly clusters: ClusterHost | undefined
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
  ...(needs.clusters === undefined ? [] : [clustersFeature(needs.clusters)]),
]

export const makeManagement = (needs: ManagementNeeds): Management =>
  new Management({
    features: () => (needs.isShared ? amongSeveral(featuresOf(needs)) : featuresOf(needs)),
    // requests that come while a world is replaced wait for it
    hooks: [needs.worlds, needs.journal, ...(needs.isShared ? [] : [needs.faults.faults])],
    document: () => readFile(documentUrl()),
    stopwatch: systemStopwatch,
  })
