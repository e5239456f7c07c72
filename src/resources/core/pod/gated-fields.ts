/** Fields of a pod that a release knows only where a gate is on (`dropDisabledFields` of `pkg/api/pod/util.go`, 1.36 and 1.37). */
import type { Container, Probe } from '../../../api/kinds/containers.ts'
import type { PodSpec } from '../../../api/kinds/pods.ts'
import type { Projection, Volume } from '../../../api/kinds/volumes.ts'
import type { GateName, Release } from '../../../release/release.ts'
import { omit } from './omit.ts'

/** How the spec is without a field. What did not use it stays the very same. */
interface GatedField {
  readonly gate: GateName
  readonly without: (spec: PodSpec) => PodSpec
}

const changed = <T>(list: readonly T[], change: (item: T) => T): T[] | undefined => {
  const next = list.map(change)
  return next.every((item, i) => item === list[i]) ? undefined : next
}

const LISTS = ['initContainers', 'containers', 'ephemeralContainers'] as const

const inContainers =
  (change: (container: Container, list: (typeof LISTS)[number]) => Container) =>
  (spec: PodSpec): PodSpec => {
    const lists = LISTS.flatMap((list) => {
      const next = changed(spec[list] ?? [], (container) => change(container, list))
      return next === undefined ? [] : [[list, next] as const]
    })
    return lists.length === 0 ? spec : { ...spec, ...Object.fromEntries(lists) }
  }

const inVolumes =
  (change: (volume: Volume) => Volume) =>
  (spec: PodSpec): PodSpec => {
    const volumes = changed(spec.volumes ?? [], change)
    return volumes === undefined ? spec : { ...spec, volumes }
  }

const inProjections = (change: (source: Projection) => Projection) =>
  inVolumes((volume) => {
    const sources = changed(volume.projected?.sources ?? [], change)
    return sources === undefined
      ? volume
      : { ...volume, projected: { ...volume.projected, sources } }
  })

const inPod =
  (...names: (keyof PodSpec)[]) =>
  (spec: PodSpec): PodSpec =>
    omit(spec, ...names)

const inPodSecurity =
  (name: keyof NonNullable<PodSpec['securityContext']>) =>
  (spec: PodSpec): PodSpec => {
    const { securityContext: context } = spec
    return context?.[name] === undefined ? spec : { ...spec, securityContext: omit(context, name) }
  }

/** Only `Always` of init containers is older than the rules. */
const withoutRestart = inContainers((container, list) =>
  list === 'initContainers' && container.restartPolicy === 'Always'
    ? omit(container, 'restartPolicyRules')
    : omit(container, 'restartPolicy', 'restartPolicyRules'),
)

/** A handler of which nothing is left goes with it. */
const withoutStopSignal = inContainers((container) => {
  const { lifecycle } = container
  if (lifecycle?.stopSignal === undefined) return container
  const rest = omit(lifecycle, 'stopSignal')
  return Object.keys(rest).length === 0
    ? omit(container, 'lifecycle')
    : { ...container, lifecycle: rest }
})

const withoutFileKeys = inContainers((container) => {
  const env = changed(container.env ?? [], (variable) =>
    variable.valueFrom?.fileKeyRef
      ? { ...variable, valueFrom: omit(variable.valueFrom, 'fileKeyRef') }
      : variable,
  )
  return env === undefined ? container : { ...container, env }
})

/** With its mounts. */
const withoutImageVolumes = (spec: PodSpec): PodSpec => {
  const images = new Set((spec.volumes ?? []).filter((v) => v.image).map(({ name }) => name))
  if (images.size === 0) return spec
  const volumes = (spec.volumes ?? []).filter(({ name }) => !images.has(name))
  return inContainers((container) =>
    container.volumeMounts === undefined
      ? container
      : {
          ...container,
          volumeMounts: container.volumeMounts.filter(({ name }) => !images.has(name)),
        },
  )({ ...spec, volumes })
}

/** What is not to be chosen is what there has always been. */
const withDefaultProcMount = inContainers((container) =>
  container.securityContext?.procMount === undefined ||
  container.securityContext.procMount === 'Default'
    ? container
    : { ...container, securityContext: { ...container.securityContext, procMount: 'Default' } },
)

const withoutClaims = (spec: PodSpec): PodSpec =>
  inContainers((container) =>
    container.resources?.claims === undefined
      ? container
      : { ...container, resources: omit(container.resources, 'claims') },
  )(omit(spec, 'resourceClaims'))

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const

const inProbes = (change: (probe: Probe) => Probe) =>
  inContainers((container) => {
    const probes = PROBES.flatMap((name) => {
      const probe = container[name]
      const next = probe && change(probe)
      return next === probe ? [] : [[name, next] as const]
    })
    return probes.length === 0 ? container : { ...container, ...Object.fromEntries(probes) }
  })

const withoutMountOptions = inContainers((container) => {
  const volumeMounts = changed(container.volumeMounts ?? [], (m) => omit(m, 'bindMountOptions'))
  return volumeMounts === undefined ? container : { ...container, volumeMounts }
})

/** Whose files in volumes are: no other field of these kinds has such a name. */
const withoutUsers = <T>(value: T): T => {
  if (Array.isArray(value)) return (changed(value, withoutUsers) ?? value) as T
  if (typeof value !== 'object' || value === null) return value
  const rest = omit(value as { user?: unknown; defaultUser?: unknown }, 'user', 'defaultUser')
  const parts = Object.entries(rest).flatMap(([name, part]) => {
    const next = withoutUsers(part)
    return next === part ? [] : [[name, next] as const]
  })
  return (parts.length === 0 ? rest : { ...rest, ...Object.fromEntries(parts) }) as T
}

const FILE_VOLUMES = ['secret', 'configMap', 'downwardAPI', 'projected'] as const

const withoutFileUsers = inVolumes((volume) => {
  const kinds = FILE_VOLUMES.flatMap((kind) => {
    const next = withoutUsers(volume[kind])
    return next === volume[kind] ? [] : [[kind, next] as const]
  })
  return kinds.length === 0 ? volume : { ...volume, ...Object.fromEntries(kinds) }
})

const withoutDirectoryMode = inVolumes((volume) =>
  volume.emptyDir?.mode === undefined
    ? volume
    : { ...volume, emptyDir: omit(volume.emptyDir, 'mode') },
)

const FIELDS: readonly GatedField[] = [
  { gate: 'UserNamespacesSupport', without: inPod('hostUsers') },
  { gate: 'SupplementalGroupsPolicy', without: inPodSecurity('supplementalGroupsPolicy') },
  { gate: 'PodLevelResources', without: inPod('resources') },
  { gate: 'ProcMountType', without: withDefaultProcMount },
  { gate: 'DynamicResourceAllocation', without: withoutClaims },
  {
    gate: 'ClusterTrustBundleProjection',
    without: inProjections((source) => omit(source, 'clusterTrustBundle')),
  },
  {
    gate: 'PodCertificateRequest',
    without: inProjections((source) => omit(source, 'podCertificate')),
  },
  { gate: 'GenericWorkload', without: inPod('schedulingGroup', 'workloadRef') },
  {
    gate: 'InPlacePodVerticalScaling',
    without: inContainers((container) => omit(container, 'resizePolicy')),
  },
  { gate: 'ContainerRestartRules', without: withoutRestart },
  { gate: 'HostnameOverride', without: inPod('hostnameOverride') },
  { gate: 'EnvFiles', without: withoutFileKeys },
  { gate: 'ImageVolume', without: withoutImageVolumes },
  { gate: 'SELinuxChangePolicy', without: inPodSecurity('seLinuxChangePolicy') },
  { gate: 'ContainerStopSignals', without: withoutStopSignal },
  { gate: 'EvictionRequestAPI', without: inPod('evictionResponders') },
  { gate: 'AtomicWriteVolumeUserFields', without: withoutFileUsers },
  { gate: 'EmptyDirVolumeMode', without: withoutDirectoryMode },
  { gate: 'VolumeBindMountOptions', without: withoutMountOptions },
  {
    gate: 'H2CContainerProbe',
    without: inProbes((probe) =>
      probe.httpGet?.protocol === undefined
        ? probe
        : { ...probe, httpGet: omit(probe.httpGet, 'protocol') },
    ),
  },
  {
    gate: 'GRPCContainerProbeTLS',
    without: inProbes((probe) =>
      probe.grpc?.mode === undefined ? probe : { ...probe, grpc: omit(probe.grpc, 'mode') },
    ),
  },
]

/** The spec without them, but for those that `old` has: what was made under a gate may be kept. */
export const withoutDisabledFields = (
  spec: PodSpec,
  release: Pick<Release, 'has'>,
  old?: PodSpec,
): PodSpec =>
  FIELDS.filter(
    ({ gate, without }) => !release.has(gate) && (old === undefined || without(old) === old),
  ).reduce((rest, { without }) => without(rest), spec)
