/** What `v1` fills into pods and pod templates that leave it out (`pkg/apis/core/v1/defaults.go`). */
import type { Container } from '../../../api/kinds/containers.ts'
import type { Pod, PodSpec } from '../../../api/kinds/pods.ts'
import { containerDefaults, withHostPorts } from './container-defaults.ts'
import { isHugePages } from './rules/resource-names.ts'
import { togetherOf } from './together.ts'
import { withOneFirstAddress } from './status/addresses.ts'
import { volumeDefaults } from './volume-defaults.ts'

/** Resources that a pod may ask for as a whole, besides huge pages. */
const OF_PODS = new Set(['cpu', 'memory'])

/** For a pod as for a template. */
export const podSpecDefaults = (spec: PodSpec): PodSpec => {
  const account = spec.serviceAccountName ?? spec.serviceAccount
  return {
    ...spec,
    ...(spec.volumes && { volumes: spec.volumes.map(volumeDefaults) }),
    ...(spec.initContainers && { initContainers: spec.initContainers.map(containerDefaults) }),
    ...(spec.ephemeralContainers && {
      ephemeralContainers: spec.ephemeralContainers.map(containerDefaults),
    }),
    containers: spec.containers?.map(containerDefaults) ?? null,
    ...(account === undefined ? {} : { serviceAccountName: account, serviceAccount: account }),
    restartPolicy: spec.restartPolicy ?? 'Always',
    terminationGracePeriodSeconds: spec.terminationGracePeriodSeconds ?? 30,
    dnsPolicy: spec.dnsPolicy ?? 'ClusterFirst',
    securityContext: spec.securityContext ?? {},
    schedulerName: spec.schedulerName ?? 'default-scheduler',
  }
}

/** What a container may use at most it also gets, unless it asks for less. */
const withRequests = (container: Container): Container => {
  const { limits, requests } = container.resources ?? {}
  return limits === undefined
    ? container
    : { ...container, resources: { ...container.resources, requests: { ...limits, ...requests } } }
}

/**
 * What a pod asks for as a whole when it says so only in part (`defaultHugePagePodLimits`, `defaultPodRequests`): what its containers ask for
 * together, or else what it may use.
 */
const withWholeResources = (spec: PodSpec): PodSpec => {
  const { limits = {}, requests = {}, ...others } = spec.resources ?? {}
  if (Object.keys({ ...limits, ...requests }).length === 0) return spec
  const pages = [...togetherOf(spec, 'limits')].filter(
    ([name]) => isHugePages(name) && !Object.hasOwn(requests, name),
  )
  const allLimits = { ...Object.fromEntries(pages), ...limits }
  if (Object.keys(allLimits).length === 0) return spec
  const together = [...togetherOf(spec, 'requests')].filter(([name]) => OF_PODS.has(name))
  const asked = Object.entries(allLimits).filter(([name]) => OF_PODS.has(name) || isHugePages(name))
  const allRequests = {
    ...Object.fromEntries(asked),
    ...Object.fromEntries(together),
    ...requests,
  }
  return {
    ...spec,
    resources: {
      ...others,
      limits: allLimits,
      ...(Object.keys(allRequests).length > 0 && { requests: allRequests }),
    },
  }
}

/** For a pod itself, not for a template. */
export const podDefaults = (pod: Pod): Pod => {
  const spec = podSpecDefaults(pod.spec)
  const finished = (container: Container): Container =>
    withRequests(spec.hostNetwork === true ? withHostPorts(container) : container)
  return {
    ...pod,
    status: withOneFirstAddress(pod.status),
    spec: withWholeResources({
      ...spec,
      ...(spec.initContainers && { initContainers: spec.initContainers.map(finished) }),
      containers: spec.containers?.map(finished) ?? null,
      enableServiceLinks: spec.enableServiceLinks ?? true,
    }),
  }
}
