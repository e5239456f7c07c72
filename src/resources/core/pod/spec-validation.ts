/** What is wrong with the spec of a pod or of a pod template (`ValidatePodSpec` of `pkg/apis/core/validation`, 1.36). */
import { duplicate, invalid, type FieldError, type FieldPath } from '../../../api/field.ts'
import { validateLabels } from '../../../api/label-selector.ts'
import {
  dns1123LabelErrors,
  dns1123SubdomainErrors,
  qualifiedNameErrors,
} from '../../../api/names.ts'
import type { PodSpec } from '../../../api/kinds/pods.ts'
import { validateAffinity } from './rules/affinity.ts'
import type { ContainerScope } from './rules/container.ts'
import {
  validateContainers,
  validateEphemeralContainers,
  validateInitContainers,
} from './rules/containers.ts'
import { validateFileVolumes } from './rules/environment.ts'
import {
  validateDns,
  validateHostAliases,
  validateHostnameOverride,
  validateNodePorts,
  validateOwnUsers,
} from './rules/network.ts'
import { validateOperatingSystem } from './rules/operating-system.ts'
import { validatePodResources } from './rules/pod-resources.ts'
import { validateResourceClaims } from './rules/resource-claims.ts'
import { validateContainerResource } from './rules/resource-names.ts'
import { validateResources } from './rules/resources.ts'
import type { PodScope } from './rules/scope.ts'
import { validatePodSecurity } from './rules/security-context.ts'
import { validateTolerations } from './rules/tolerations.ts'
import { validateTopologySpread } from './rules/topology-spread.ts'
import { containersWithPaths } from './rules/visit.ts'
import { validateVolumes } from './rules/volumes.ts'
import { validateHostProcesses } from './rules/windows.ts'
import { validateText, validateWordOfList } from './rules/words.ts'

const RESTART_POLICIES = ['Always', 'OnFailure', 'Never']
const DNS_POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']
const PREEMPTION_POLICIES = ['PreemptLowerPriority', 'Never']
const MAX_DEADLINE = 2 ** 31 - 1

const validateAllContainers = (
  spec: PodSpec,
  path: FieldPath,
  scope: ContainerScope,
): FieldError[] => [
  ...validateContainers(spec, path.child('containers'), scope),
  ...validateInitContainers(spec, path.child('initContainers'), scope),
  ...validateEphemeralContainers(spec, path.child('ephemeralContainers'), scope),
]

/** Who must agree before the pod is put on a node, or is ready. */
const validateGates = (
  { readinessGates = [], schedulingGates = [] }: PodSpec,
  path: FieldPath,
  { release }: PodScope,
): FieldError[] => {
  const check = (text: string): string[] => qualifiedNameErrors(text, release)
  const seen = new Set<string>()
  return [
    ...readinessGates.flatMap(({ conditionType }, i) =>
      validateText(
        path.child('readinessGates').index(i).child('conditionType'),
        conditionType,
        check,
      ),
    ),
    ...schedulingGates.flatMap(({ name }, i) => {
      const at = path.child('schedulingGates').index(i)
      const twice = seen.has(name) ? [duplicate(at, name)] : []
      seen.add(name)
      return [...validateText(at, name, check), ...twice]
    }),
  ]
}

/** A name that may be left out. */
const validateName = (
  path: FieldPath,
  name: string | undefined,
  check: (text: string) => string[] = dns1123SubdomainErrors,
): FieldError[] => (name ? validateText(path, name, check) : [])

const validateDeadline = (deadline: number | undefined, path: FieldPath): FieldError[] =>
  deadline !== undefined && (deadline < 1 || deadline > MAX_DEADLINE)
    ? [invalid(path, deadline, `must be between 1 and ${MAX_DEADLINE}, inclusive`)]
    : []

const validateGroup = (
  group: NonNullable<PodSpec['schedulingGroup']>,
  path: FieldPath,
): FieldError[] =>
  group.podGroupName === undefined
    ? [invalid(path, null, 'must specify one of: `podGroupName`')]
    : validateText(path, group.podGroupName, dns1123SubdomainErrors)

const validateRuntime = (spec: PodSpec, path: FieldPath, scope: PodScope): FieldError[] => {
  const { runtimeClassName, preemptionPolicy, overhead, schedulingGroup } = spec
  return [
    ...(runtimeClassName === undefined
      ? []
      : validateText(path.child('runtimeClassName'), runtimeClassName, dns1123SubdomainErrors)),
    ...(preemptionPolicy === undefined
      ? []
      : validateWordOfList(path.child('preemptionPolicy'), preemptionPolicy, PREEMPTION_POLICIES)),
    ...(overhead
      ? validateResources(
          { limits: overhead },
          validateContainerResource,
          new Set(),
          path.child('overhead'),
          scope,
        )
      : []),
    ...validateOperatingSystem(spec, path),
    ...(schedulingGroup
      ? validateGroup(schedulingGroup, path.child('schedulingGroup', 'podGroupName'))
      : []),
  ]
}

/** The spec's defaults are already filled in. */
export const validatePodSpec = (spec: PodSpec, path: FieldPath, scope: PodScope): FieldError[] => {
  const { volumes = [], resourceClaims = [], restartPolicy = '' } = spec
  const { sound, errors: volumeErrors } = validateVolumes(volumes, path.child('volumes'), scope)
  const claims = new Set(resourceClaims.flatMap(({ name = '' }) => (name === '' ? [] : [name])))
  const hostUsers = spec.hostUsers ?? true
  const forContainers = { ...scope, volumes: sound, claims, restartPolicy, hostUsers }
  const byName = new Map(volumes.map((volume) => [volume.name, volume]))
  return [
    ...volumeErrors,
    ...validateResourceClaims(resourceClaims, path.child('resourceClaims'), scope),
    ...validateAllContainers(spec, path, forContainers),
    ...(scope.release.has('PodLevelResources')
      ? validatePodResources(spec, claims, path.child('resources'), scope)
      : []),
    ...validateNodePorts(spec, path, scope),
    ...validateWordOfList(path.child('restartPolicy'), restartPolicy, RESTART_POLICIES),
    ...validateWordOfList(path.child('dnsPolicy'), spec.dnsPolicy, DNS_POLICIES),
    ...validateLabels(spec.nodeSelector ?? {}, path.child('nodeSelector'), scope.release),
    ...validatePodSecurity(spec, path.child('securityContext'), scope),
    ...(spec.affinity ? validateAffinity(spec.affinity, path.child('affinity'), scope) : []),
    ...validateDns(spec, path.child('dnsConfig'), scope),
    ...validateGates(spec, path, scope),
    ...validateTopologySpread(
      spec.topologySpreadConstraints ?? [],
      path.child('topologySpreadConstraints'),
      scope,
    ),
    ...validateHostProcesses(spec, path),
    ...validateOwnUsers(spec, path, scope),
    ...validateHostnameOverride(spec, path.child('hostnameOverride')),
    ...validateName(path.child('serviceAccountName'), spec.serviceAccountName),
    ...validateName(path.child('nodeName'), spec.nodeName),
    ...validateDeadline(spec.activeDeadlineSeconds, path.child('activeDeadlineSeconds')),
    ...validateName(path.child('hostname'), spec.hostname, dns1123LabelErrors),
    ...validateName(path.child('subdomain'), spec.subdomain, dns1123LabelErrors),
    ...validateTolerations(spec.tolerations ?? [], path.child('tolerations'), scope),
    ...validateHostAliases(spec.hostAliases ?? [], path.child('hostAliases'), scope),
    ...validateName(path.child('priorityClassName'), spec.priorityClassName),
    ...validateRuntime(spec, path, scope),
    ...containersWithPaths(spec, path).flatMap(([container, at]) =>
      validateFileVolumes(container, byName, at),
    ),
  ]
}
