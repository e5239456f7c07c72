/** API objects that a pod references (`pkg/api/pod/util.go`, 1.34). */
import { configMapNames, projectionsOf, secretNames } from '../../apis/pod-objects.ts'
import type { Pod, Volume, VolumeProjection } from '../../apis/core.ts'
import { goQuote } from '../../apimachinery/text/quote.ts'

export const projectionsIn = ({ spec }: Pod): VolumeProjection[] =>
  (spec.volumes ?? []).flatMap(projectionsOf)

export const usesSecrets = (pod: Pod): boolean => secretNames(pod).length > 0

/** Returns '' for a source without an API object, undefined for an unknown source. */
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
 * Returns the first resource that a pod references, as messages name it; '' if none. Throws
 * TypeError for an unknown projected source.
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

export const projectsToken = (pod: Pod): boolean =>
  projectionsIn(pod).some(({ serviceAccountToken }) => serviceAccountToken)
