/** Volumes of pods on the wire: the fields that this server defaults or checks. It keeps the others as they came. */
import type { LabelSelectorSpec } from '../label-selector.ts'
import type { ObjectMeta, StringMap } from '../meta.ts'

/** The name of an object in the pod's namespace. */
export interface NamedReference {
  name?: string
}

/** A key of a secret or config map, and the file for it. */
export interface KeyToPath {
  key?: string
  path?: string
  mode?: number
}

/** A field of the pod. */
export interface ObjectFieldSelector {
  apiVersion?: string
  fieldPath?: string
}

/** A resource of one of its containers. */
export interface ResourceFieldSelector {
  containerName?: string
  resource?: string
  divisor?: string
}

export interface DownwardFile {
  path?: string
  fieldRef?: ObjectFieldSelector
  resourceFieldRef?: ResourceFieldSelector
  mode?: number
}

export interface TrustBundleProjection {
  name?: string
  signerName?: string
  labelSelector?: LabelSelectorSpec
  optional?: boolean
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
  secret?: NamedReference & { items?: KeyToPath[] }
  configMap?: NamedReference & { items?: KeyToPath[] }
  downwardAPI?: { items?: DownwardFile[] }
  serviceAccountToken?: { audience?: string; expirationSeconds?: number; path?: string }
  clusterTrustBundle?: TrustBundleProjection
  podCertificate?: PodCertificateProjection
}

export interface ProjectedSource {
  /** null when the client sent none */
  sources?: Projection[] | null
  defaultMode?: number
}

/** Another object that a claim is filled from. */
export interface DataSource {
  apiGroup?: string
  kind?: string
  name?: string
  namespace?: string
}

export interface ClaimSpec {
  accessModes?: string[]
  selector?: LabelSelectorSpec
  resources?: { requests?: StringMap; limits?: StringMap }
  storageClassName?: string
  volumeMode?: string
  dataSource?: DataSource
  dataSourceRef?: DataSource
  volumeAttributesClassName?: string
}

/** A claim that is made for the pod and goes with it. */
export interface ClaimTemplate {
  metadata?: ObjectMeta
  spec?: ClaimSpec
}

export interface IscsiSource {
  targetPortal?: string
  iqn?: string
  lun?: number
  chapAuthDiscovery?: boolean
  chapAuthSession?: boolean
  secretRef?: NamedReference
  initiatorName?: string
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

/** Where the files of a volume come from, by the kind of volume: one of them. */
export interface VolumeSource {
  emptyDir?: { medium?: string; sizeLimit?: string; mode?: number }
  hostPath?: { path?: string; type?: string }
  gitRepo?: { repository?: string; directory?: string }
  gcePersistentDisk?: { pdName?: string; partition?: number }
  awsElasticBlockStore?: { volumeID?: string; partition?: number }
  secret?: { secretName?: string; items?: KeyToPath[]; defaultMode?: number }
  nfs?: { server?: string; path?: string }
  iscsi?: IscsiSource
  glusterfs?: { endpoints?: string; path?: string }
  flocker?: { datasetName?: string; datasetUUID?: string }
  persistentVolumeClaim?: { claimName?: string }
  rbd?: { monitors?: string[]; image?: string; secretRef?: NamedReference }
  cinder?: { volumeID?: string; secretRef?: NamedReference }
  cephfs?: { monitors?: string[]; secretRef?: NamedReference }
  quobyte?: { registry?: string; tenant?: string; volume?: string }
  downwardAPI?: { items?: DownwardFile[]; defaultMode?: number }
  fc?: { targetWWNs?: string[]; wwids?: string[]; lun?: number }
  flexVolume?: { driver?: string; options?: StringMap; secretRef?: NamedReference }
  configMap?: NamedReference & { items?: KeyToPath[]; defaultMode?: number }
  azureFile?: { secretName?: string; shareName?: string }
  vsphereVolume?: { volumePath?: string }
  photonPersistentDisk?: { pdID?: string }
  portworxVolume?: { volumeID?: string }
  azureDisk?: { diskName?: string; diskURI?: string; cachingMode?: string; kind?: string }
  storageos?: { volumeName?: string; volumeNamespace?: string; secretRef?: NamedReference }
  projected?: ProjectedSource
  scaleIO?: {
    gateway?: string
    system?: string
    volumeName?: string
    secretRef?: NamedReference
  }
  csi?: { driver?: string; nodePublishSecretRef?: NamedReference }
  ephemeral?: { volumeClaimTemplate?: ClaimTemplate }
  image?: { reference?: string; pullPolicy?: string }
}

export interface Volume extends VolumeSource {
  name: string
}
