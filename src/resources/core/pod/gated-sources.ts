/** Projected sources with feature gates (`dropDisabledFields` of `pkg/api/pod/util.go`, 1.36). */
import type { PodSpec, Volume, VolumeProjection } from '../../../apis/core.ts'
import type { ReleaseFeatures } from '../../../apimachinery/release/release.ts'

const GATES = [
  ['clusterTrustBundle', 'ClusterTrustBundleProjection'],
  ['podCertificate', 'PodCertificateRequest'],
] as const

/** Drops disabled sources. Emptied sources stay, as in Kubernetes. */
export const withoutGatedSources = (spec: PodSpec, release: ReleaseFeatures): PodSpec => {
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
