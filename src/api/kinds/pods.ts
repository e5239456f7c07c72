/** Pods on the wire: the fields that this server defaults, checks or prints. It keeps the others as they came. */
import type { KubeObject, ObjectMeta, StringMap } from '../meta.ts'
import type { HostHandler, PodSecurityContext, SecurityContext } from './security.ts'

export interface ContainerPort {
  name?: string
  hostPort?: number
  containerPort: number
  protocol?: string
}

/** The name of an object in the pod's namespace. */
export interface NamedReference {
  name?: string
}

/** What is done at a moment of a container's life. */
export interface Handler extends HostHandler {
  httpGet?: { host?: string; path?: string; scheme?: string }
}

export interface Probe extends Handler {
  grpc?: { service?: string | null }
  timeoutSeconds?: number
  periodSeconds?: number
  successThreshold?: number
  failureThreshold?: number
}

export interface Container {
  name: string
  image?: string
  ports?: ContainerPort[]
  envFrom?: { configMapRef?: NamedReference; secretRef?: NamedReference }[]
  env?: {
    name: string
    value?: string
    valueFrom?: {
      fieldRef?: object
      configMapKeyRef?: NamedReference
      secretKeyRef?: NamedReference
    }
  }[]
  volumeMounts?: { name: string; readOnly?: boolean; mountPath: string }[]
  resources?: { requests?: StringMap; limits?: StringMap }
  terminationMessagePath?: string
  terminationMessagePolicy?: string
  imagePullPolicy?: string
  /** `Always` makes an init container run beside the others */
  restartPolicy?: string
  securityContext?: SecurityContext
  livenessProbe?: Probe
  readinessProbe?: Probe
  startupProbe?: Probe
  lifecycle?: { postStart?: Handler; preStop?: Handler }
}

/** One source of a projected volume: exactly one of them is set. */
export interface Projection {
  secret?: NamedReference & { items?: object[] }
  configMap?: NamedReference & { items?: object[] }
  downwardAPI?: object
  serviceAccountToken?: { audience?: string; expirationSeconds?: number; path?: string }
  clusterTrustBundle?: object
  podCertificate?: PodCertificateProjection
}

/** A key of the pod's own and a certificate for it, as files. */
export interface PodCertificateProjection {
  signerName: string
  keyType: string
  maxExpirationSeconds?: number
  /** key and chain in one */
  credentialBundlePath?: string
  keyPath?: string
  certificateChainPath?: string
  userAnnotations?: StringMap
}

/** Kinds of volumes that read a secret by a `secretRef`. */
export const SECRET_REF_VOLUMES = [
  'cephfs',
  'cinder',
  'flexVolume',
  'iscsi',
  'rbd',
  'scaleIO',
  'storageos',
] as const

export interface Volume extends Partial<
  Record<(typeof SECRET_REF_VOLUMES)[number], { secretRef?: NamedReference }>
> {
  name: string
  secret?: { secretName?: string }
  configMap?: NamedReference
  persistentVolumeClaim?: { claimName?: string }
  emptyDir?: object
  ephemeral?: object
  hostPath?: object
  azureFile?: { secretName?: string }
  csi?: { nodePublishSecretRef?: NamedReference }
  projected?: { sources?: Projection[]; defaultMode?: number }
}

export interface Toleration {
  key?: string
  operator?: string
  value?: string
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
