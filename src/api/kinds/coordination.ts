/** `coordination.k8s.io/v1` on the wire. */
import type { KubeObject } from '../meta.ts'

export interface LeaseSpec {
  holderIdentity?: string
  leaseDurationSeconds?: number
  /** RFC 3339 with six decimals */
  acquireTime?: string
  renewTime?: string
  leaseTransitions?: number
  strategy?: string
  preferredHolder?: string
}

export interface Lease extends KubeObject {
  spec: LeaseSpec
}
