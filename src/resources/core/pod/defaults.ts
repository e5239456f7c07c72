/** Defaults of pods and pod templates (`pkg/apis/core/v1/defaults.go`). */
import type { Container } from '../../../apis/core.ts'
import type { Pod, PodSpec } from '../../../apis/core.ts'
import { containerDefaults } from './container-defaults.ts'
import { volumeDefaults } from './volume-defaults.ts'

/** Defaults of pods and templates. */
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

/** Requests default to the limits. */
const withRequests = (container: Container): Container => {
  const { limits, requests } = container.resources ?? {}
  return limits === undefined
    ? container
    : { ...container, resources: { ...container.resources, requests: { ...limits, ...requests } } }
}

export const podDefaults = (pod: Pod): Pod => {
  const spec = podSpecDefaults(pod.spec)
  return {
    ...pod,
    spec: {
      ...spec,
      ...(spec.initContainers && { initContainers: spec.initContainers.map(withRequests) }),
      containers: spec.containers?.map(withRequests) ?? null,
      enableServiceLinks: spec.enableServiceLinks ?? true,
    },
  }
}
