/** Volumes of pods on the wire: the fields that this server defaults or checks. It keeps the others as they came. */
import type { LabelSelectorSpec } from '../label-selector.ts'
import type { StringMap } from '../meta.ts'

/** The name of an object in the pod's namespace. */
export interface NamedReference {
  name?: string
}

export interface TrustBundleProjection {
  name?: string
  signerName?: string
  labelSelector?: LabelSelectorSpec
  path?: string
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

/** One source of a projected volume: exactly one of them is set. */
export interface Projection {
  secret?: NamedReference
  configMap?: NamedReference & { items?: { key: string; path: string }[] }
  downwardAPI?: { items?: { path?: string; fieldRef?: object }[] }
  serviceAccountToken?: { audience?: string; expirationSeconds?: number; path?: string }
  clusterTrustBundle?: TrustBundleProjection
  podCertificate?: PodCertificateProjection
}

export interface ProjectedSource {
  /** null when the client sent none */
  sources?: Projection[] | null
  defaultMode?: number
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

/** A volume has one kind; these read objects of the API. */
export interface Volume extends Partial<
  Record<(typeof SECRET_REF_VOLUMES)[number], { secretRef?: NamedReference }>
> {
  name: string
  projected?: ProjectedSource
  secret?: { secretName?: string }
  configMap?: NamedReference
  persistentVolumeClaim?: { claimName?: string }
  azureFile?: { secretName?: string }
  csi?: { nodePublishSecretRef?: NamedReference }
  ephemeral?: object
  hostPath?: object
  downwardAPI?: Projection['downwardAPI']
  emptyDir?: object
}
