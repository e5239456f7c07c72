/** Pods on the wire: the fields that this server defaults, checks or prints. It keeps the others as they came. */
import type { KubeObject, ObjectMeta, StringMap } from '../meta.ts'
import type { Container, EphemeralContainer, ResourceRequirements } from './containers.ts'
import type { Affinity, Toleration, TopologySpreadConstraint } from './scheduling.ts'
import type { PodSecurityContext } from './security.ts'
import type { Volume } from './volumes.ts'

export interface PodResourceClaim {
  name?: string
  resourceClaimName?: string
  resourceClaimTemplateName?: string
}

export interface PodDnsConfig {
  nameservers?: string[]
  searches?: string[]
  options?: { name?: string; value?: string }[]
}

export interface PodSpec {
  volumes?: Volume[]
  initContainers?: Container[]
  /** null when the client sent none, which validation refuses */
  containers?: Container[] | null
  ephemeralContainers?: EphemeralContainer[]
  restartPolicy?: string
  terminationGracePeriodSeconds?: number
  activeDeadlineSeconds?: number
  dnsPolicy?: string
  serviceAccountName?: string
  /** the old name of serviceAccountName, kept equal to it */
  serviceAccount?: string
  nodeName?: string
  hostNetwork?: boolean
  hostPID?: boolean
  hostIPC?: boolean
  /** false: the pod's users are none of the node's */
  hostUsers?: boolean
  os?: { name?: string }
  securityContext?: PodSecurityContext
  schedulerName?: string
  tolerations?: Toleration[]
  automountServiceAccountToken?: boolean
  imagePullSecrets?: { name?: string }[]
  priorityClassName?: string
  priority?: number
  preemptionPolicy?: string
  readinessGates?: { conditionType: string }[]
  nodeSelector?: StringMap
  affinity?: Affinity
  topologySpreadConstraints?: TopologySpreadConstraint[]
  hostname?: string
  subdomain?: string
  setHostnameAsFQDN?: boolean
  hostnameOverride?: string
  hostAliases?: { ip?: string; hostnames?: string[] }[]
  dnsConfig?: PodDnsConfig
  shareProcessNamespace?: boolean
  runtimeClassName?: string
  overhead?: StringMap
  resourceClaims?: PodResourceClaim[]
  /** what all containers share */
  resources?: ResourceRequirements
  schedulingGroup?: { podGroupName?: string }
  workloadRef?: object
  evictionResponders?: object[]
  /** who must agree before it is put on a node */
  schedulingGates?: { name: string }[]
  enableServiceLinks?: boolean
}

export interface PodCondition {
  type: string
  status: string
  reason?: string
  message?: string
  lastTransitionTime?: string | null
}

interface Terminated {
  exitCode: number
  signal?: number
  reason?: string
  finishedAt?: string | null
}

export interface ContainerState {
  waiting?: { reason?: string }
  running?: object
  terminated?: Terminated
}

export interface ContainerStatus {
  name: string
  state?: ContainerState
  lastState?: ContainerState
  ready: boolean
  restartCount: number
  started?: boolean
}

export interface PodStatus {
  phase?: string
  conditions?: PodCondition[]
  reason?: string
  nominatedNodeName?: string
  podIP?: string
  podIPs?: { ip?: string }[]
  initContainerStatuses?: ContainerStatus[]
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

/** Puts a pod on a node; only ever posted to `pods/NAME/binding`. */
export interface Binding extends KubeObject {
  target: { kind?: string; name?: string }
}
