/** Nodes on the wire: the fields that this server checks or prints. It keeps the others as they came. */
import type { KubeObject } from '../meta.ts'

/** On a node that has not said yet that it is ready. */
export const NOT_READY_TAINT = 'node.kubernetes.io/not-ready'

export interface Taint {
  key: string
  value?: string
  effect: string
  timeAdded?: string
}

export interface NodeAddress {
  /** `InternalIP`, `ExternalIP`, `Hostname` and others */
  type: string
  address: string
}

export interface Node extends KubeObject {
  spec: {
    podCIDR?: string
    podCIDRs?: string[]
    providerID?: string
    unschedulable?: boolean
    taints?: Taint[]
  }
  status: {
    conditions?: { type: string; status: string }[]
    addresses?: NodeAddress[]
    nodeInfo?: {
      kernelVersion?: string
      osImage?: string
      containerRuntimeVersion?: string
      kubeletVersion?: string
    }
  }
}
