/** The Service `kubernetes` by which pods would find the API server (`pkg/controlplane/controller/kubernetesservice`). */
import { isDeepStrictEqual } from 'node:util'
import type { RequestContext } from '../api/context.ts'
import type { KubeObject, StringMap } from '../api/meta.ts'
import type { EndpointSubset, Endpoints, Service, ServicePort } from '../api/kinds/services.ts'
import { done } from '../api/turns.ts'
import type { Registry } from '../registry/registry.ts'

export interface KubernetesServiceParts {
  readonly services: Registry
  readonly endpoints: Registry
  /** the first address of the range that services draw from */
  readonly clusterIP: string
  /** where the API server can be reached from other machines; undefined when it has no such address */
  readonly address: string | undefined
  readonly port: number
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
    status: {},
  }
}

const endpointsFor = ({ address, port }: KubernetesServiceParts): Endpoints => {
  const subsets: EndpointSubset[] =
    address === undefined
      ? []
      : [{ addresses: [{ ip: address }], ports: [{ name: 'https', port, protocol: 'TCP' }] }]
  return {
    kind: 'Endpoints',
    apiVersion: 'v1',
    metadata: {
      name: NAME,
      namespace: NAMESPACE,
      labels: map({ 'endpointslice.kubernetes.io/skip-mirror': 'true' }),
    },
    ...(subsets.length === 0 ? {} : { subsets }),
  }
}

/** Creates the object, or brings it up to date with `change`, which returns the same object when nothing is to do. */
const ensure = async <T extends KubeObject>(
  context: RequestContext,
  registry: Registry,
  wanted: T,
  change: (stored: T) => T,
): Promise<void> => {
  const row = registry.find(NAMESPACE, NAME)
  if (row === undefined) {
    const object = registry.resource.strategy.applyDefaults(wanted)
    await registry.create(context, { namespace: NAMESPACE, object })
    return
  }
  const stored = registry.decode(row) as unknown as T
  const changed = change(stored)
  if (changed === stored) return
  await registry.update(context, {
    namespace: NAMESPACE,
    name: NAME,
    subresource: '',
    change: () => done(changed),
  })
}

/** Writes the Service and its Endpoints for this start. `context`: as the server itself. */
export const ensureKubernetesService = async (
  context: RequestContext,
  parts: KubernetesServiceParts,
): Promise<void> => {
  const service = serviceFor(parts)
  const endpoints = endpointsFor(parts)
  await Promise.all([
    ensure(context, parts.services, service, (stored) =>
      stored.spec.ports?.[0]?.targetPort === parts.port
        ? stored
        : { ...stored, spec: { ...stored.spec, ports: service.spec.ports! } },
    ),
    ensure(context, parts.endpoints, endpoints, (stored) => {
      const { subsets: _subsets, ...rest } = stored
      return isDeepStrictEqual(stored.subsets ?? [], endpoints.subsets ?? [])
        ? stored
        : { ...rest, ...(endpoints.subsets === undefined ? {} : { subsets: endpoints.subsets }) }
    }),
  ])
}
