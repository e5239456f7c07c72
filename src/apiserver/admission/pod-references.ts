/** What a pod needs from the API, as admission asks it (`pkg/api/pod/util.go`, 1.34), of the fields that pods have here. */
import { configMapNames, projectionsOf, secretNames } from '../../apis/pod-objects.ts'
import type { Pod, Volume, VolumeProjection } from '../../apis/core.ts'
import { goQuote } from '../../apimachinery/text/quote.ts'

export const usesSecrets = (pod: Pod): boolean => secretNames(pod).length > 0

/** What a source of a projected volume reads; '' for what needs no API, undefined for a source that names nothing. */
const projectionKind = (source: VolumeProjection): string | undefined => {
  if (source.configMap) return 'configmaps (via projected volumes)'
  if (source.secret) return 'secrets (via projected volumes)'
  if (source.serviceAccountToken) return 'serviceaccounts (via projected volumes)'
  if (source.clusterTrustBundle) return 'clustertrustbundles'
  if (source.podCertificate) return 'podcertificates'
  return source.downwardAPI ? '' : undefined
}

const volumeKind = (volume: Volume): string => {
  if (volume.configMap) return 'configmaps (via configmap volumes)'
  if (volume.secret) return 'secrets (via secret volumes)'
  if (volume.csi) return 'csidrivers (via CSI volumes)'
  if (volume.persistentVolumeClaim) return 'persistentvolumeclaims'
  for (const source of projectionsOf(volume)) {
    const kind = projectionKind(source)
    if (kind === undefined) {
      throw new TypeError(`unknown source for projected volume ${goQuote(volume.name)}`)
    }
    if (kind !== '') return kind
  }
  return ''
}

/**
 * The kind of object that the pod needs from the API, as messages name it; '' when it needs none. Throws TypeError for a projected
 * volume with a source that names nothing.
 */
export const apiReference = (pod: Pod): string => {
  if ((pod.spec.serviceAccountName ?? '') !== '') return 'serviceaccounts'
  if (usesSecrets(pod)) return 'secrets'
  if (configMapNames(pod).length > 0) return 'configmaps'
  for (const volume of pod.spec.volumes ?? []) {
    const kind = volumeKind(volume)
    if (kind !== '') return kind
  }
  return ''
}

/** The signers whose certificates the volumes of a pod hold. */
export const projectedSigners = ({ spec }: Pod): string[] =>
  (spec.volumes ?? []).flatMap((volume) =>
    projectionsOf(volume).flatMap(({ podCertificate }) => podCertificate?.signerName ?? []),
  )

/** Whether a volume of the pod has a token of its service account in it. */
export const projectsToken = ({ spec }: Pod): boolean =>
  (spec.volumes ?? []).some((volume) =>
    projectionsOf(volume).some(({ serviceAccountToken }) => serviceAccountToken),
  )
