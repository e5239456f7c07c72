/** The quota for snapshots, whose objects count like the cluster's own. */
import { exceeded, type StorageUsage } from '../../apiserver/admission/held-quota.ts'
import { forbiddenResource, type StatusError } from '../../apimachinery/status.ts'
import { bytesOf } from '../../storage/shared/tally.ts'
import type { Entry } from '../../storage/store.ts'

/** Usage of a cluster; `bytes` includes snapshots. */
export interface ClusterUsage extends StorageUsage {
  readonly snapshotBytes: number
  /** Reserves bytes until the returned function is called. */
  reserve(bytes: number): () => void
}

const refusal = (name: string, why: string): StatusError =>
  forbiddenResource({ group: '', resource: 'snapshots' }, name, why)

export const snapshotQuota = (most: StorageUsage, held: ClusterUsage) => {
  const assertFits = (name: string, bytes: number, used: number): void => {
    if (used + bytes > most.bytes) throw refusal(name, exceeded('bytes', bytes, used, most.bytes))
  }
  return {
    /**
     * Reserves bytes for a snapshot until the returned function is called. Throws a 403 StatusError
     * if the snapshot would exceed the quota.
     */
    reserveSnapshot: (name: string): (() => void) => {
      const bytes = held.bytes - held.snapshotBytes
      assertFits(name, bytes, held.bytes)
      return held.reserve(bytes)
    },
    /** Throws a 403 StatusError if restoring a snapshot would exceed the quota. */
    assertRestorable: (name: string, entries: readonly Entry[]): void =>
      assertFits(name, bytesOf(entries), held.snapshotBytes),
  }
}

export type SnapshotQuota = ReturnType<typeof snapshotQuota>
