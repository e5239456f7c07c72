/**
 * Names of the objects that a pod refers to (`pkg/api/v1/pod/util.go` of Kubernetes 1.34).
 * References without a name are ignored.
 */
import type { Container, Pod, Volume, VolumeProjection } from './core.ts'

const SECRET_REF_VOLUMES = [
  'cephfs',
  'cinder',
  'flexVolume',
  'iscsi',
  'rbd',
  'scaleIO',
  'storageos',
] as const

const containersOf = ({ spec }: Pick<Pod, 'spec'>): Container[] => [
  ...(spec.initContainers ?? []),
  ...(spec.containers ?? []),
  ...(spec.ephemeralContainers ?? []),
]

export const projectionsOf = ({ projected }: Volume): readonly VolumeProjection[] =>
  projected?.sources ?? []

type Reference = { readonly name?: string } | null | undefined

const named = (references: readonly Reference[]): string[] =>
  references.flatMap((reference) => (reference?.name ? [reference.name] : []))

const volumeSecrets = (volume: Volume): Reference[] => [
  ...projectionsOf(volume).map(({ secret }) => secret),
  { name: volume.secret?.secretName ?? '' },
  { name: volume.azureFile?.secretName ?? '' },
  volume.csi?.nodePublishSecretRef,
  ...SECRET_REF_VOLUMES.map((kind) => volume[kind]?.secretRef),
]

export const secretNames = (pod: Pod): string[] =>
  named([
    ...(pod.spec.imagePullSecrets ?? []),
    ...containersOf(pod).flatMap(({ envFrom = [], env = [] }) => [
      ...envFrom.map(({ secretRef }) => secretRef),
      ...env.map(({ valueFrom }) => valueFrom?.secretKeyRef),
    ]),
    ...(pod.spec.volumes ?? []).flatMap(volumeSecrets),
  ])

export const configMapNames = (pod: Pod): string[] =>
  named([
    ...containersOf(pod).flatMap(({ envFrom = [], env = [] }) => [
      ...envFrom.map(({ configMapRef }) => configMapRef),
      ...env.map(({ valueFrom }) => valueFrom?.configMapKeyRef),
    ]),
    ...(pod.spec.volumes ?? []).flatMap((volume) => [
      ...projectionsOf(volume).map(({ configMap }) => configMap),
      volume.configMap,
    ]),
  ])

/** An ephemeral volume's claim is named after its pod and volume. */
export const claimNames = ({ metadata, spec }: Pod): string[] =>
  (spec.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) => {
    if (persistentVolumeClaim) return persistentVolumeClaim.claimName || []
    return ephemeral ? `${metadata.name ?? ''}-${name}` : []
  })
