/**
 * Decides which fields of a Pod each endpoint can write (`pkg/registry/core/pod`): clients write
 * the status with `/status`.
 */
import { isDeepStrictEqual } from 'node:util'
import { omitEmpty } from '../../../apimachinery/omit-empty.ts'
import type { Container, Pod, PodSpec, Volume, VolumeProjection } from '../../../apis/core.ts'
import { withMetadata } from '../../../apiserver/registry/metadata.ts'
import type { Strategy, UpdateStrategy } from '../../../apiserver/registry/strategy.ts'
import { podDefaults } from './defaults.ts'
import { validatePod, validatePodUpdate } from './validation.ts'
import type { ReleaseFeatures } from '../../../apimachinery/release/release.ts'

const COUNTED = ['cpu', 'memory']

const isPositive = (quantity = '0'): boolean => quantity !== '0'

/** Quantities are canonical, so equal amounts are equal texts. */
const isGuaranteed = ({ resources: { limits = {}, requests = {} } }: Container): boolean =>
  COUNTED.every((name) => isPositive(limits[name]) && limits[name] === requests[name])

const isBestEffort = ({ resources: { limits = {}, requests = {} } }: Container): boolean =>
  !COUNTED.some((name) => isPositive(limits[name]) || isPositive(requests[name]))

/**
 * The quality-of-service class (`pkg/apis/core/helper/qos`). `spec` must have its defaults, so that
 * each limit has a request.
 */
const qualityOf = ({ containers, initContainers = [] }: PodSpec): string => {
  const all = [...initContainers, ...(containers ?? [])]
  if (all.every(isBestEffort)) return 'BestEffort'
  return all.every(isGuaranteed) ? 'Guaranteed' : 'Burstable'
}

const GATES = [
  ['clusterTrustBundle', 'ClusterTrustBundleProjection'],
  ['podCertificate', 'PodCertificateRequest'],
] as const

/**
 * Drops projected sources whose feature gate is off (`dropDisabledFields` of `pkg/api/pod/util.go`,
 * 1.36).
 */
const withoutGatedSources = (spec: PodSpec, release: ReleaseFeatures): PodSpec => {
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

export const strategy: Partial<Strategy<Pod>> = {
  applyDefaults: podDefaults,
  resetFields: [['status']],
  prepareForCreate: (pod, { release }) => {
    const spec = withoutGatedSources(pod.spec, release)
    const status = { phase: 'Pending', qosClass: qualityOf(pod.spec) }
    return withMetadata<Pod>({ ...pod, spec, status }, { generation: 1 })
  },
  prepareForUpdate: (pod, old) => {
    const changed = { ...pod, status: old.status }
    if (isDeepStrictEqual(pod.spec, old.spec)) return changed
    return withMetadata(changed, { generation: (old.metadata.generation ?? 0) + 1 })
  },
  validate: validatePod,
  validateUpdate: validatePodUpdate,
}

export const status: UpdateStrategy<Pod> = {
  resetFields: [['spec'], ['metadata', 'deletionTimestamp'], ['metadata', 'ownerReferences']],
  prepareForUpdate: (pod, old) => {
    // old kubelets omit qosClass
    const qosClass = pod.status.qosClass || old.status.qosClass
    const status = { ...pod.status, ...omitEmpty({ qosClass }) }
    return withMetadata(
      { ...pod, spec: old.spec, status },
      { ownerReferences: old.metadata.ownerReferences },
    )
  },
}
