/** `apps/v1` on the wire: the fields that this server defaults, checks or prints. */
import type { LabelSelectorSpec } from '../label-selector.ts'
import type { KubeObject } from '../meta.ts'
import type { PodTemplate } from './pods.ts'

export interface DeploymentStrategy {
  /** `RollingUpdate` or `Recreate` */
  type?: string
  /** numbers, or percentages as strings */
  rollingUpdate?: { maxUnavailable?: number | string; maxSurge?: number | string }
}

export interface DeploymentSpec {
  replicas?: number
  /** missing only before validation */
  selector?: LabelSelectorSpec | null
  template: PodTemplate
  strategy?: DeploymentStrategy
  revisionHistoryLimit?: number
  progressDeadlineSeconds?: number
}

export interface DeploymentStatus {
  replicas?: number
  updatedReplicas?: number
  readyReplicas?: number
  availableReplicas?: number
}

export interface Deployment extends KubeObject {
  spec: DeploymentSpec
  status: DeploymentStatus
}
