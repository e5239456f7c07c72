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
  observedGeneration?: number
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

/** How the devices are that a container was given of a resource. */
export interface AllocatedResource {
  name: string
  resources?: { resourceID: string; health?: string; message?: string }[]
}

export interface ContainerStatus {
  name: string
  state?: ContainerState
  lastState?: ContainerState
  ready: boolean
  restartCount: number
  started?: boolean
  allocatedResources?: StringMap
  resources?: ResourceRequirements
  allocatedResourcesStatus?: AllocatedResource[]
  user?: { linux?: { uid: number; gid: number; supplementalGroups?: number[] } }
  volumeMounts?: { volumeStatus?: { image?: { imageRef?: string } } }[]
}

/** A claim that devices were taken by for what containers ask for as a resource. */
export interface ExtendedResourceClaim {
  requestMappings?: { containerName?: string; resourceName?: string; requestName?: string }[]
  resourceClaimName?: string
}

/** What a claim takes of what a node has for pods. */
export interface AllocatableClaim {
  resourceClaimName?: string
  containers?: string[]
  resources?: StringMap
}

export interface PodStatus {
  observedGeneration?: number
  phase?: string
  conditions?: PodCondition[]
  reason?: string
  nominatedNodeName?: string
  hostIP?: string
  hostIPs?: { ip?: string }[]
  podIP?: string
  podIPs?: { ip?: string }[]
  initContainerStatuses?: ContainerStatus[]
  containerStatuses?: ContainerStatus[]
  ephemeralContainerStatuses?: ContainerStatus[]
  qosClass?: string
  resourceClaimStatuses?: { name?: string; resourceClaimName?: string }[]
  extendedResourceClaimStatus?: ExtendedResourceClaim
  allocatedResources?: StringMap
  resources?: ResourceRequirements
  nodeAllocatableResourceClaimStatuses?: AllocatableClaim[]
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
