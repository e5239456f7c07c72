/** `policy/v1` on the wire. */
import type { KubeObject } from '../meta.ts'

/** Asks a pod to go; only ever posted to `pods/NAME/eviction`. */
export interface Eviction extends KubeObject {
  deleteOptions?: {
    preconditions?: { uid?: string; resourceVersion?: string }
    orphanDependents?: boolean
    propagationPolicy?: 'Foreground' | 'Background' | 'Orphan'
    dryRun?: readonly string[]
    ignoreStoreReadErrorWithClusterBreakingPotential?: boolean
  }
}
