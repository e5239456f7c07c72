/** The Service `kubernetes` (`pkg/controlplane/controller/kubernetesservice`). */
import { isDeepStrictEqual } from 'node:util'
import { omitEmpty } from '../apimachinery/omit-empty.ts'
import type { RequestContext } from '../apimachinery/context.ts'
import { stringMap } from '../apimachinery/meta.ts'
import type { EndpointSubset, Endpoints, Service, ServicePort } from '../apis/core.ts'
import type { Registry } from '../apiserver/registry/registry.ts'
import { ensureObject } from './ensure-object.ts'

interface KubernetesServiceParts {
  readonly services: Registry
  readonly endpoints: Registry
  /** the first address of the service range */
  readonly clusterIP: string
  /** this server's address for other machines; undefined: it has none */
  readonly address: string | undefined
  readonly port: number
  /** whether the Endpoints also list other servers */
  readonly isShared: boolean
}

const NAMESPACE = 'default'
const NAME = 'kubernetes'

const serviceFor = ({ clusterIP, port }: KubernetesServiceParts): Service => {
  const ports: ServicePort[] = [{ name: 'https', protocol: 'TCP', port: 443, targetPort: port }]
  return {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: {
      name: NAME,
      namespace: NAMESPACE,
      labels: stringMap({ component: 'apiserver', provider: 'kubernetes' }),
    },
    spec: { ports, clusterIP, type: 'ClusterIP', sessionAffinity: 'None' },
    status: { loadBalancer: {} },
  }
}

const endpointsOf = (subsets: EndpointSubset[]): Endpoints => ({
  kind: 'Endpoints',
  apiVersion: 'v1',
  metadata: {
    name: NAME,
    namespace: NAMESPACE,
    labels: stringMap({ 'endpointslice.kubernetes.io/skip-mirror': 'true' }),
  },
  ...omitEmpty({ subsets }),
})

const ownSubsets = ({ address, port }: KubernetesServiceParts): EndpointSubset[] =>
  address === undefined
    ? []
    : [{ addresses: [{ ip: address }], ports: [{ name: 'https', port, protocol: 'TCP' }] }]

const othersOf = ({ subsets = [] }: Endpoints, own: readonly EndpointSubset[]): EndpointSubset[] =>
  subsets.filter((subset) => !own.some((one) => isDeepStrictEqual(one, subset)))

const withSubsets = (stored: Endpoints, subsets: EndpointSubset[]): Endpoints => {
  const { subsets: before = [], ...rest } = stored
  if (isDeepStrictEqual(before, subsets)) return stored
  return { ...rest, ...omitEmpty({ subsets }) }
}

/** Writes the Service and its Endpoints. */
export const ensureKubernetesService = async (
  context: RequestContext,
  parts: KubernetesServiceParts,
): Promise<void> => {
  const { services, endpoints, isShared, port } = parts
  const service = serviceFor(parts)
  const own = ownSubsets(parts)
  await Promise.all([
    ensureObject(context, services, service, (stored) =>
      isShared || stored.spec.ports?.[0]?.targetPort === port
        ? stored
        : { ...stored, spec: { ...stored.spec, ports: service.spec.ports! } },
    ),
    ensureObject(context, endpoints, endpointsOf(own), (stored) =>
      withSubsets(stored, isShared ? [...othersOf(stored, own), ...own] : own),
    ),
  ])
}

/** Removes this server from the Endpoints. */
export const leaveKubernetesService = async (
  context: RequestContext,
  parts: KubernetesServiceParts,
): Promise<void> => {
  const own = ownSubsets(parts)
  await ensureObject(context, parts.endpoints, endpointsOf([]), (stored) =>
    withSubsets(stored, othersOf(stored, own)),
  )
}
