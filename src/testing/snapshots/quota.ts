/** Snapshots count against the cluster's quota, like its objects. */
import { exceeded, type StorageUsage } from '../../apiserver/admission/held-quota.ts'
import { forbiddenResource, type StatusError } from '../../apimachinery/status.ts'
import { bytesOf } from '../../storage/shared/tally.ts'
import type { Entry } from '../../storage/store.ts'

/** `bytes` includes `snapshotBytes`. */
export interface ClusterUsage extends StorageUsage {
  readonly snapshotBytes: number
  /** The returned function ends the reservation. */
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
     * The returned function ends the reservation. Throws 403 if the snapshot would exceed the
     * quota.
     */
    reserveSnapshot: (name: string): (() => void) => {
      const bytes = held.bytes - held.snapshotBytes
      assertFits(name, bytes, held.bytes)
      return held.reserve(bytes)
    },
    /** Throws 403 if restoring the snapshot would exceed the quota. */
    assertRestorable: (name: string, entries: readonly Entry[]): void =>
      assertFits(name, bytesOf(entries), held.snapshotBytes),
  }
}

export type SnapshotQuota = ReturnType<typeof snapshotQuota>
