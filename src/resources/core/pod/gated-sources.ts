/** Sources of projected volumes that need a feature gate (`dropDisabledFields` of `pkg/api/pod/util.go`, 1.36). */
import type { PodSpec, Volume, VolumeProjection } from '../../../apis/core.ts'
import type { Release } from '../../../apimachinery/release/release.ts'

const GATES = [
  ['clusterTrustBundle', 'ClusterTrustBundleProjection'],
  ['podCertificate', 'PodCertificateRequest'],
] as const

/** Drops the sources of disabled gates. An emptied source stays, as in Kubernetes. */
export const withoutGatedSources = (spec: PodSpec, release: Pick<Release, 'has'>): PodSpec => {
  const disabled = GATES.filter(([, gate]) => !release.has(gate))
  if (disabled.length === 0 || spec.volumes === undefined) return spec
  const enabled = (source: VolumeProjection): VolumeProjection => {
    const rest = { ...source }
    for (const [name] of disabled) delete rest[name]
    return rest
  }
  const volumes = spec.volumes.map((volume): Volume => {
    const { projected } = volume
    if (!projected?.sources) return volume
    return { ...volume, projected: { ...projected, sources: projected.sources.map(enabled) } }
  })
  return { ...spec, volumes }
}
