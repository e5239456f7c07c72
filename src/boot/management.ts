/** Makes the management API of a cluster: a line for each feature. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { ClusterClock } from '../manage/clock/cluster-clock.ts'
import { clockFeature } from '../manage/clock/feature.ts'
import { Management } from '../manage/management.ts'
import { systemStopwatch } from './system.ts'

/** Beside the built files, or beside the folder of sources. */
const documentUrl = (): URL => {
  const built = new URL('../docs/management.openapi.yaml', import.meta.url)
  return existsSync(built) ? built : new URL('../../docs/management.openapi.yaml', import.meta.url)
}

export interface ManagementNeeds {
  readonly clock: ClusterClock
}

export const makeManagement = ({ clock }: ManagementNeeds): Management =>
  new Management({
    features: [clockFeature(clock)],
    document: () => readFile(documentUrl()),
    stopwatch: systemStopwatch,
  })
