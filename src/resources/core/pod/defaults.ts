/** What `v1` fills into pods and pod templates that leave it out (`pkg/apis/core/v1/defaults.go`). */
import type { Container, Pod, PodSpec } from '../../../api/kinds/pods.ts'

/** An image without tag and digest means its newest state, which has to be asked for every time. */
const pullPolicyOf = (image: string): string => {
  const [name = '', digest] = image.split('@', 2)
  // the registry may have a port
  const last = name.slice(name.lastIndexOf('/') + 1)
  const colon = last.indexOf(':')
  const tag = colon < 0 ? undefined : last.slice(colon + 1)
  return tag === 'latest' || (tag === undefined && digest === undefined) ? 'Always' : 'IfNotPresent'
}

const containerDefaults = (container: Container): Container => ({
  ...container,
  ...(container.ports === undefined
    ? {}
    : { ports: container.ports.map((port) => ({ ...port, protocol: port.protocol ?? 'TCP' })) }),
  terminationMessagePath: container.terminationMessagePath ?? '/dev/termination-log',
  terminationMessagePolicy: container.terminationMessagePolicy ?? 'File',
  imagePullPolicy: container.imagePullPolicy ?? pullPolicyOf(container.image ?? ''),
})

/** For a pod as for a template. */
export const podSpecDefaults = (spec: PodSpec): PodSpec => {
  const account = spec.serviceAccountName ?? spec.serviceAccount
  return {
    ...spec,
    ...(spec.initContainers === undefined
      ? {}
      : { initContainers: spec.initContainers.map(containerDefaults) }),
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

/** For a pod itself, not for a template. */
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
