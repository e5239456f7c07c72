/** The Service `kubernetes` by which pods would find the API server (`pkg/controlplane/controller/kubernetesservice`). */
import { isDeepStrictEqual } from 'node:util'
import type { RequestContext } from '../api/context.ts'
import type { KubeObject, StringMap } from '../api/meta.ts'
import type { Endpoints, EndpointSubset, Service, ServicePort } from '../api/kinds/core.ts'
import { done } from '../api/turns.ts'
import type { Registry } from '../registry/registry.ts'
import { type Place, withoutPlace, withPlace } from './endpoint-places.ts'
import { retryOnConflict } from './retry.ts'

export interface KubernetesServiceParts {
  readonly services: Registry
  readonly endpoints: Registry
  /** the first address of the range that services draw from */
  readonly clusterIP: string
  /** where the API server can be reached from other machines; undefined when it has no such address */
  readonly address: string | undefined
  readonly port: number
  /** other servers of the same cluster are to be found by it as well */
  readonly isShared: boolean
}

const NAMESPACE = 'default'
const NAME = 'kubernetes'

const map = (entries: StringMap): StringMap =>
  Object.assign(Object.create(null) as StringMap, entries)

const serviceFor = ({ clusterIP, port }: KubernetesServiceParts): Service => {
  const ports: ServicePort[] = [{ name: 'https', protocol: 'TCP', port: 443, targetPort: port }]
  return {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: {
      name: NAME,
      namespace: NAMESPACE,
      labels: map({ component: 'apiserver', provider: 'kubernetes' }),
    },
    spec: { ports, clusterIP, type: 'ClusterIP', sessionAffinity: 'None' },
    status: { loadBalancer: {} },
  }
}

/** Where one server is found. */
const placeOf = ({ address, port }: KubernetesServiceParts): Place | undefined =>
  address === undefined ? undefined : { ip: address, port }

const endpointsFor = (subsets: readonly EndpointSubset[]): Endpoints => {
  return {
    kind: 'Endpoints',
    apiVersion: 'v1',
    metadata: {
      name: NAME,
      namespace: NAMESPACE,
      labels: map({ 'endpointslice.kubernetes.io/skip-mirror': 'true' }),
    },
    ...(subsets.length === 0 ? {} : { subsets: [...subsets] }),
  }
}

/** The subsets of the Endpoints with this server among them, or in the place of all others. */
const joined = (
  stored: readonly EndpointSubset[],
  parts: KubernetesServiceParts,
): readonly EndpointSubset[] => {
  const place = placeOf(parts)
  const others = parts.isShared ? stored : []
  return place === undefined ? others : withPlace(others, place)
}

const withSubsets = (
  { subsets: _subsets, ...rest }: Endpoints,
  subsets: readonly EndpointSubset[],
): Endpoints => ({ ...rest, ...(subsets.length === 0 ? {} : { subsets: [...subsets] }) })

/** Creates the object, or brings it up to date with `change`, which returns the same object when nothing is to do. */
const ensure = <T extends KubeObject>(
  context: RequestContext,
  registry: Registry,
  wanted: T,
  change: (stored: T) => T,
): Promise<void> =>
  retryOnConflict(async () => {
    const stored = registry.latest(NAMESPACE, NAME) as T | undefined
    if (stored === undefined) {
      const object = registry.resource.strategy.applyDefaults(wanted)
      await registry.create(context, { namespace: NAMESPACE, object })
    } else if (change(stored) !== stored) await changeStored(context, registry, change)
  })

const changeStored = async <T extends KubeObject>(
  context: RequestContext,
  registry: Registry,
  change: (stored: T) => T,
): Promise<void> => {
  await registry.update(context, {
    namespace: NAMESPACE,
    name: NAME,
    subresource: '',
    change: (stored) => done(stored && change(stored as unknown as T)),
  })
}

/** Writes the Service and its Endpoints for this start. `context`: as the server itself. */
export const ensureKubernetesService = async (
  context: RequestContext,
  parts: KubernetesServiceParts,
): Promise<void> => {
  const service = serviceFor(parts)
  await Promise.all([
    ensure(context, parts.services, service, (stored) =>
      parts.isShared || stored.spec.ports?.[0]?.targetPort === parts.port
        ? stored
        : { ...stored, spec: { ...stored.spec, ports: service.spec.ports! } },
    ),
    ensure(context, parts.endpoints, endpointsFor(joined([], parts)), (stored) => {
      const subsets = joined(stored.subsets ?? [], parts)
      return isDeepStrictEqual(stored.subsets ?? [], subsets)
        ? stored
        : withSubsets(stored, subsets)
    }),
  ])
}

/** Takes this server out of the Endpoints, where others of the cluster go on. `context`: as the server itself. */
export const leaveKubernetesService = async (
  context: RequestContext,
  parts: KubernetesServiceParts,
): Promise<void> => {
  const place = placeOf(parts)
  if (place === undefined || parts.endpoints.latest(NAMESPACE, NAME) === undefined) return
  await changeStored<Endpoints>(context, parts.endpoints, (stored) => {
    const subsets = withoutPlace(stored.subsets ?? [], place)
    return isDeepStrictEqual(stored.subsets ?? [], subsets) ? stored : withSubsets(stored, subsets)
  })
}
