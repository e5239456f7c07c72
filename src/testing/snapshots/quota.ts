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

export interface SnapshotQuota {
  /**
   * Reserves bytes for a snapshot until the returned function is called. Throws a 403 StatusError
   * if the snapshot would exceed the quota.
   */
  reserveSnapshot(name: string): () => void
  /** Throws a 403 StatusError if restoring a snapshot would exceed the quota. */
  assertRestorable(name: string, entries: readonly Entry[]): void
}

export const snapshotQuota = (most: StorageUsage, held: ClusterUsage): SnapshotQuota => {
  const assertFits = (name: string, bytes: number, used: number): void => {
    if (used + bytes > most.bytes) throw refusal(name, exceeded('bytes', bytes, used, most.bytes))
  }
  return {
    reserveSnapshot(name) {
      const bytes = held.bytes - held.snapshotBytes
      assertFits(name, bytes, held.bytes)
      return held.reserve(bytes)
    },
    assertRestorable: (name, entries) => assertFits(name, bytesOf(entries), held.snapshotBytes),
  }
}

const refusal = (name: string, why: string): StatusError =>
  forbiddenResource({ group: '', resource: 'snapshots' }, name, why)

export const NO_QUOTA: SnapshotQuota = {
  reserveSnapshot: () => () => undefined,
  assertRestorable: () => undefined,
}
