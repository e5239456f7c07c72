/** Defaults of pods and pod templates (`pkg/apis/core/v1/defaults.go`). */
import type { Container, Pod, PodSpec, Volume } from '../../../apis/core.ts'
import { type Defaults, withDefaults } from '../../defaults.ts'

/** Returns `Always` for an image with the tag `latest`, or with neither tag nor digest. */
const pullPolicyOf = (image: string): string => {
  const [name = '', digest] = image.split('@', 2)
  // skips the port of the registry
  const last = name.slice(name.lastIndexOf('/') + 1)
  const colon = last.indexOf(':')
  const tag = colon < 0 ? undefined : last.slice(colon + 1)
  return tag === 'latest' || (tag === undefined && digest === undefined) ? 'Always' : 'IfNotPresent'
}

const FIELD = { fieldRef: { apiVersion: 'v1' } }
const FILES = { defaultMode: 0o644 }
const HANDLER = { httpGet: { path: '/', scheme: 'HTTP' } }
const PROBE = {
  ...HANDLER,
  grpc: { service: '' },
  timeoutSeconds: 1,
  periodSeconds: 10,
  successThreshold: 1,
  failureThreshold: 3,
}

const CONTAINER: Defaults<Container> = {
  ports: { protocol: 'TCP' },
  env: { valueFrom: FIELD },
  livenessProbe: PROBE,
  readinessProbe: PROBE,
  startupProbe: PROBE,
  lifecycle: { postStart: HANDLER, preStop: HANDLER },
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
}

const SPEC: Defaults<PodSpec> = {
  volumes: {
    hostPath: { type: '' },
    secret: FILES,
    configMap: FILES,
    downwardAPI: { ...FILES, items: FIELD },
    projected: {
      ...FILES,
      sources: { serviceAccountToken: { expirationSeconds: 3600 }, downwardAPI: { items: FIELD } },
    },
  },
  containers: CONTAINER,
  initContainers: CONTAINER,
  ephemeralContainers: CONTAINER,
  restartPolicy: 'Always',
  terminationGracePeriodSeconds: 30,
  dnsPolicy: 'ClusterFirst',
  schedulerName: 'default-scheduler',
}

/** A volume without a source is an `emptyDir`. */
const volumeDefaults = (volume: Volume): Volume =>
  Object.keys(volume).some((kind) => kind !== 'name') ? volume : { ...volume, emptyDir: {} }

const withPullPolicy = (container: Container): Container => ({
  ...container,
  imagePullPolicy: container.imagePullPolicy ?? pullPolicyOf(container.image ?? ''),
})

export const CONTAINER_LISTS = ['containers', 'initContainers', 'ephemeralContainers'] as const

const withContainers = (spec: PodSpec, change: (container: Container) => Container): PodSpec => {
  const changed = { ...spec }
  for (const list of CONTAINER_LISTS) {
    const containers = spec[list]
    if (containers) changed[list] = containers.map(change)
  }
  return changed
}

export const podSpecDefaults = (spec: PodSpec): PodSpec => {
  const account = spec.serviceAccountName ?? spec.serviceAccount
  const filled = withDefaults(spec, SPEC)
  return withContainers(
    {
      ...filled,
      ...(filled.volumes && { volumes: filled.volumes.map(volumeDefaults) }),
      ...(account && { serviceAccountName: account, serviceAccount: account }),
      securityContext: spec.securityContext ?? {},
    },
    withPullPolicy,
  )
}

const withRequests = (container: Container): Container => {
  const { limits, requests } = container.resources ?? {}
  return limits === undefined
    ? container
    : { ...container, resources: { ...container.resources, requests: { ...limits, ...requests } } }
}

export const podDefaults = (pod: Pod): Pod => ({
  ...pod,
  spec: {
    ...withContainers(podSpecDefaults(pod.spec), withRequests),
    enableServiceLinks: pod.spec.enableServiceLinks ?? true,
  },
})
