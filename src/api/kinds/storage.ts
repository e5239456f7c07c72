/** `storage.k8s.io/v1` on the wire. */
import type { KubeObject } from '../meta.ts'

export interface CsiNodeDriver {
  name: string
}

export interface CsiNode extends KubeObject {
  spec: { drivers?: CsiNodeDriver[] | null }
}
