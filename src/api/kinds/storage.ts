/** `storage.k8s.io/v1` on the wire. */
import type { KubeObject } from '../meta.ts'

export interface CsiNodeDriver {
  name: string
  /** the node, as the driver names it */
  nodeID: string
  topologyKeys?: string[] | null
  allocatable?: { count?: number }
}

export interface CsiNode extends KubeObject {
  spec: { drivers?: CsiNodeDriver[] | null }
}
