/** Containers of pods on the wire: the fields that this server defaults, checks or prints. It keeps the others as they came. */
import type { StringMap } from '../meta.ts'
import type { HostHandler, SecurityContext } from './security.ts'
import type { NamedReference, ObjectFieldSelector, ResourceFieldSelector } from './volumes.ts'

export interface ContainerPort {
  name?: string
  hostPort?: number
  containerPort: number
  protocol?: string
  hostIP?: string
}

/** What is done at a moment of a container's life: one of these. */
export interface Handler extends HostHandler {
  exec?: { command?: string[] }
  httpGet?: {
    host?: string
    path?: string
    port?: number | string
    scheme?: string
    protocol?: string
    httpHeaders?: { name: string; value?: string }[]
  }
  tcpSocket?: { host?: string; port?: number | string }
}

export interface LifecycleHandler extends Handler {
  sleep?: { seconds?: number }
}

export interface Lifecycle {
  postStart?: LifecycleHandler
  preStop?: LifecycleHandler
  stopSignal?: string
}

export interface Probe extends Handler {
  grpc?: { port?: number; service?: string | null; mode?: string }
  initialDelaySeconds?: number
  timeoutSeconds?: number
  periodSeconds?: number
  successThreshold?: number
  failureThreshold?: number
  terminationGracePeriodSeconds?: number
}

export interface KeySelector extends NamedReference {
  key?: string
}

export interface EnvVarSource {
  fieldRef?: ObjectFieldSelector
  resourceFieldRef?: ResourceFieldSelector
  configMapKeyRef?: KeySelector
  secretKeyRef?: KeySelector
  fileKeyRef?: { volumeName?: string; path?: string; key?: string }
}

export interface EnvVar {
  name: string
  value?: string
  valueFrom?: EnvVarSource
}

export interface EnvFromSource {
  prefix?: string
  configMapRef?: NamedReference
  secretRef?: NamedReference
}

export interface VolumeMount {
  name: string
  readOnly?: boolean
  recursiveReadOnly?: string
  mountPath: string
  subPath?: string
  subPathExpr?: string
  mountPropagation?: string
  bindMountOptions?: string[]
}

export interface VolumeDevice {
  name?: string
  devicePath?: string
}

export interface ResourceRequirements {
  requests?: StringMap
  limits?: StringMap
  claims?: { name?: string; request?: string }[]
}

/** What is done when a container ends with certain exit codes. */
export interface RestartRule {
  action?: string
  exitCodes?: { operator?: string; values?: number[] }
}

export interface Container {
  name: string
  image?: string
  ports?: ContainerPort[]
  envFrom?: EnvFromSource[]
  env?: EnvVar[]
  volumeMounts?: VolumeMount[]
  volumeDevices?: VolumeDevice[]
  resources?: ResourceRequirements
  resizePolicy?: { resourceName?: string; restartPolicy?: string }[]
  terminationMessagePath?: string
  terminationMessagePolicy?: string
  imagePullPolicy?: string
  /** `Always` makes an init container run beside the others */
  restartPolicy?: string
  restartPolicyRules?: RestartRule[]
  securityContext?: SecurityContext
  livenessProbe?: Probe
  readinessProbe?: Probe
  startupProbe?: Probe
  lifecycle?: Lifecycle
}

/** A container that looks for faults in a pod that runs. */
export interface EphemeralContainer extends Container {
  targetContainerName?: string
}
