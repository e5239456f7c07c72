/** Fields of a pod's status that a release knows only where a gate is on (`dropDisabledPodStatusFields` of `pkg/api/pod/util.go`, 1.36). */
import type { ContainerStatus, PodSpec, PodStatus } from '../../../../api/kinds/pods.ts'
import type { GateName, Release } from '../../../../release/release.ts'
import { omit } from '../omit.ts'

/** How the status is without a field, and whether the pod has used it. */
interface GatedField {
  readonly gate: GateName
  readonly without: (status: PodStatus) => PodStatus
  /** whether the old pod keeps it alive; unless it says otherwise, whether the old status has it */
  readonly inUse?: (spec: PodSpec) => boolean
}

const LISTS = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'] as const

const changed = <T>(list: readonly T[], change: (item: T) => T): T[] | undefined => {
  const next = list.map(change)
  return next.every((item, i) => item === list[i]) ? undefined : next
}

const inContainers =
  (change: (container: ContainerStatus) => ContainerStatus) =>
  (status: PodStatus): PodStatus => {
    const lists = LISTS.flatMap((name) => {
      const next = changed(status[name] ?? [], change)
      return next === undefined ? [] : [[name, next] as const]
    })
    return lists.length === 0 ? status : { ...status, ...Object.fromEntries(lists) }
  }

const inStatus =
  (...names: (keyof PodStatus)[]) =>
  (status: PodStatus): PodStatus =>
    omit(status, ...names)

const withoutMessages = inContainers((container) => {
  const list = changed(container.allocatedResourcesStatus ?? [], (resource) => {
    const resources = changed(resource.resources ?? [], (device) => omit(device, 'message'))
    return resources === undefined ? resource : { ...resource, resources }
  })
  return list === undefined ? container : { ...container, allocatedResourcesStatus: list }
})

const withoutGenerations = (status: PodStatus): PodStatus => {
  const rest = omit(status, 'observedGeneration')
  const conditions = changed(rest.conditions ?? [], (each) => omit(each, 'observedGeneration'))
  return conditions === undefined ? rest : { ...rest, conditions }
}

const withoutVolumes = inContainers((container) => {
  const volumeMounts = changed(container.volumeMounts ?? [], (m) => omit(m, 'volumeStatus'))
  return volumeMounts === undefined ? container : { ...container, volumeMounts }
})

const resizes = ({ containers, initContainers = [] }: PodSpec): boolean =>
  [...(containers ?? []), ...initContainers].some(
    ({ resizePolicy = [] }) => resizePolicy.length > 0,
  )

const FIELDS: readonly GatedField[] = [
  {
    gate: 'InPlacePodLevelResourcesVerticalScaling',
    without: inStatus('resources', 'allocatedResources'),
  },
  {
    gate: 'InPlacePodVerticalScaling',
    without: inContainers((container) => omit(container, 'resources', 'allocatedResources')),
    inUse: resizes,
  },
  {
    gate: 'DynamicResourceAllocation',
    without: inStatus('resourceClaimStatuses'),
    inUse: ({ resourceClaims = [] }) => resourceClaims.length > 0,
  },
  { gate: 'DRAExtendedResource', without: inStatus('extendedResourceClaimStatus') },
  {
    gate: 'ResourceHealthStatus',
    without: inContainers((container) => omit(container, 'allocatedResourcesStatus')),
  },
  { gate: 'ResourceHealthStatusMessage', without: withoutMessages },
  {
    gate: 'SupplementalGroupsPolicy',
    without: inContainers((container) => omit(container, 'user')),
    inUse: ({ securityContext }) => securityContext?.supplementalGroupsPolicy !== undefined,
  },
  { gate: 'PodObservedGenerationTracking', without: withoutGenerations },
  { gate: 'ImageVolumeWithDigest', without: withoutVolumes },
  {
    gate: 'DRANodeAllocatableResources',
    without: inStatus('nodeAllocatableResourceClaimStatuses'),
  },
]

/** The status without them, but for what the old pod has in use. */
export const withoutDisabledStatus = (
  status: PodStatus,
  old: { readonly spec: PodSpec; readonly status: PodStatus },
  release: Pick<Release, 'has'>,
): PodStatus =>
  FIELDS.filter(
    ({ gate, without, inUse }) =>
      !release.has(gate) && !(inUse?.(old.spec) ?? without(old.status) !== old.status),
  ).reduce((rest, { without }) => without(rest), status)
