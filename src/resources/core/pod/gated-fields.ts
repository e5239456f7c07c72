/** Fields of a pod that a release knows only where a gate is on (`dropDisabledFields` of `pkg/api/pod/util.go`, 1.36). */
import type { Pod, Volume } from '../../../api/kinds/pods.ts'
import type { Release } from '../../../release/release.ts'

const hasPodCertificate = ({ projected }: Volume): boolean =>
  projected?.sources?.some(({ podCertificate }) => podCertificate !== undefined) ?? false

const withoutPodCertificates = (volume: Volume): Volume => {
  const { projected } = volume
  if (projected === undefined) return volume
  const sources = projected.sources?.map(({ podCertificate: _podCertificate, ...source }) => source)
  return { ...volume, projected: { ...projected, ...(sources && { sources }) } }
}

/** The pod without them. */
export const withoutDisabledFields = (pod: Pod, release: Pick<Release, 'has'>): Pod => {
  const { volumes = [] } = pod.spec
  if (release.has('PodCertificateRequest') || !volumes.some(hasPodCertificate)) return pod
  return { ...pod, spec: { ...pod.spec, volumes: volumes.map(withoutPodCertificates) } }
}
