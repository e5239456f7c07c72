/** Containers of pods on the wire: the fields that this server defaults, checks or prints. It keeps the others as they came. */
import type { StringMap } from '../meta.ts'
import type { NamedReference } from './volumes.ts'

/** An action at a moment of a container's life: one of several kinds, of which HTTP has defaults. */
export interface Handler {
  httpGet?: { path?: string; scheme?: string }
}

export interface Probe extends Handler {
  grpc?: { service?: string | null }
  timeoutSeconds?: number
  periodSeconds?: number
  successThreshold?: number
  failureThreshold?: number
}

interface EnvVarSource {
  fieldRef?: object
  configMapKeyRef?: NamedReference
  secretKeyRef?: NamedReference
}

export interface Container {
  name: string
  image?: string
  ports?: { hostPort?: number; containerPort: number; protocol?: string }[]
  envFrom?: { configMapRef?: NamedReference; secretRef?: NamedReference }[]
  env?: { name: string; value?: string; valueFrom?: EnvVarSource }[]
  volumeMounts?: { name: string; readOnly?: boolean; mountPath: string }[]
  resources?: { requests?: StringMap; limits?: StringMap }
  terminationMessagePath?: string
  terminationMessagePolicy?: string
  imagePullPolicy?: string
  /** `Always` makes an init container run beside the others */
  restartPolicy?: string
  livenessProbe?: Probe
  readinessProbe?: Probe
  startupProbe?: Probe
  lifecycle?: { postStart?: Handler; preStop?: Handler }
}
