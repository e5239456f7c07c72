/** Pods on the wire: the fields that this server defaults, checks or prints. It keeps the others as they came. */
import type { KubeObject, ObjectMeta } from '../meta.ts'
import type { Container } from './containers.ts'
import type { Volume } from './volumes.ts'

export interface Toleration {
  key?: string
  operator?: string
  effect?: string
  tolerationSeconds?: number
}

export interface PodSpec {
  volumes?: Volume[]
  initContainers?: Container[]
  /** null when the client sent none, which validation refuses */
  containers?: Container[] | null
  ephemeralContainers?: Container[]
  restartPolicy?: string
  terminationGracePeriodSeconds?: number
  activeDeadlineSeconds?: number
  dnsPolicy?: string
  serviceAccountName?: string
  /** the old name of serviceAccountName, kept equal to it */
  serviceAccount?: string
  nodeName?: string
  hostNetwork?: boolean
  securityContext?: object
  schedulerName?: string
  tolerations?: Toleration[]
  automountServiceAccountToken?: boolean
  imagePullSecrets?: { name?: string }[]
  priorityClassName?: string
  priority?: number
  preemptionPolicy?: string
  readinessGates?: { conditionType: string }[]
  enableServiceLinks?: boolean
}

interface ContainerStatus {
  ready: boolean
  restartCount: number
}

export interface PodStatus {
  phase?: string
  conditions?: { type: string; status: string }[]
  reason?: string
  nominatedNodeName?: string
  podIPs?: { ip?: string }[]
  containerStatuses?: ContainerStatus[]
  qosClass?: string
}

export interface Pod extends KubeObject {
  spec: PodSpec
  status: PodStatus
}

/** Marks the pod that stands for one which a kubelet runs by itself. */
export const MIRROR_ANNOTATION = 'kubernetes.io/config.mirror'

export const isMirror = ({ metadata }: Pick<Pod, 'metadata'>): boolean =>
  metadata.annotations?.[MIRROR_ANNOTATION] !== undefined

/** What a Deployment makes its pods from. */
export interface PodTemplate {
  metadata: ObjectMeta
  spec: PodSpec
}
