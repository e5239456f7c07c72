/** `autoscaling/v1` on the wire: how many replicas something has, whatever it is. */
import type { GroupVersionKind, KubeObject } from '../meta.ts'

export const SCALE: GroupVersionKind = { group: 'autoscaling', version: 'v1', kind: 'Scale' }

export interface Scale extends KubeObject {
  /** 0 where it is left out */
  spec: { replicas?: number }
  status: { replicas: number; selector?: string }
}
