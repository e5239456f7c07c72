/**
 * Allocates cluster IPs and node ports, IPv4 only, in kubeadm's default ranges (`beginCreate` and
 * `beginUpdate`, `pkg/registry/core/service/storage`).
 */
import type { RequestContext } from '../../../apimachinery/context.ts'
import { FieldPath, invalid, type FieldError } from '../../../apimachinery/field.ts'
import type { Service, ServicePort, ServiceSpec } from '../../../apis/core.ts'
import { internalError, invalidObject } from '../../../apimachinery/status.ts'
import {
  type AllSpecs,
  addressProblem,
  drawAddress,
  drawPort,
  hasAddress,
  hasNodePorts,
  portProblem,
} from './ranges.ts'

const SPEC = FieldPath.of('spec')

const refusal = (service: Service, error: FieldError): Error =>
  invalidObject('', 'Service', service.metadata.name ?? '', [error])

const withAddress = (
  context: RequestContext,
  service: Service,
  old: ServiceSpec | undefined,
  all: AllSpecs,
): ServiceSpec => {
  const { spec } = service
  if (!hasAddress(spec)) return spec
  const kept = old !== undefined && hasAddress(old) ? old : undefined
  const wanted = spec.clusterIP || spec.clusterIPs?.[0] || kept?.clusterIP
  // validation rejects a change of an allocated address
  const isNew = kept === undefined && wanted !== undefined && wanted !== 'None'
  const problem = isNew ? addressProblem(wanted, all) : undefined
  if (problem !== undefined) {
    const text = `failed to allocate IP ${wanted}: ${problem}`
    throw refusal(service, invalid(SPEC.child('clusterIPs'), [wanted], text))
  }
  const clusterIP = wanted ?? drawAddress(context, all)
  return {
    ...spec,
    clusterIP,
    clusterIPs: [clusterIP],
    ipFamilies: spec.ipFamilies ?? kept?.ipFamilies ?? ['IPv4'],
    ipFamilyPolicy: spec.ipFamilyPolicy ?? kept?.ipFamilyPolicy ?? 'SingleStack',
  }
}

const numbersOf = ({ ports = [] }: ServiceSpec): Set<number> =>
  new Set(ports.flatMap(({ nodePort = 0 }) => (nodePort === 0 ? [] : [nodePort])))

const withNodePorts = (
  context: RequestContext,
  service: Service,
  old: ServiceSpec | undefined,
  all: AllSpecs,
): readonly ServicePort[] | undefined => {
  const { spec } = service
  const { ports } = spec
  if (ports === undefined || !hasNodePorts(spec)) return ports
  const before = old !== undefined && hasNodePorts(old) ? old : {}
  const had = numbersOf(before)
  const byName = new Map(before.ports?.map(({ name = '', nodePort }) => [name, nodePort]))
  const own = numbersOf(spec)
  return ports.map((port, i) => {
    const { name = '', nodePort: wanted = 0 } = port
    if (wanted !== 0) {
      const problem = had.has(wanted) ? undefined : portProblem(wanted, all)
      if (problem === undefined) return port
      const path = SPEC.child('ports').index(i).child('nodePort')
      throw refusal(service, invalid(path, wanted, problem))
    }
    if (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts === false) return port
    const kept = byName.get(name) ?? 0
    const nodePort = kept === 0 || own.has(kept) ? drawPort(context, all, own) : kept
    if (nodePort === undefined) throw internalError('failed to allocate a nodePort: range is full')
    own.add(nodePort)
    return { ...port, nodePort }
  })
}

const ADDRESS_FIELDS = ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy'] as const

const released = (spec: ServiceSpec, old: ServiceSpec): ServiceSpec => {
  const kept = { ...spec }
  if (hasAddress(old) && !hasAddress(spec) && spec.clusterIP === old.clusterIP)
    for (const field of ADDRESS_FIELDS) delete kept[field]
  if (hasNodePorts(old) && !hasNodePorts(spec)) {
    delete kept.externalTrafficPolicy
    delete kept.allocateLoadBalancerNodePorts
    const ports = spec.ports?.map(({ nodePort: _nodePort, ...port }) => port)
    if (ports !== undefined) kept.ports = ports
  }
  return kept
}

/**
 * `services`: all stored services, including `old`. Throws a 422 for an unavailable address or
 * port, and a 500 if no port is left.
 */
export const allocate = (
  service: Service,
  old: Service | undefined,
  services: Iterable<Service>,
  context: RequestContext,
): Service => {
  const all = Array.from(services, ({ spec }) => spec)
  const kept = old === undefined ? service.spec : released(service.spec, old.spec)
  const spec = withAddress(context, { ...service, spec: kept }, old?.spec, all)
  const ports = withNodePorts(context, { ...service, spec }, old?.spec, all)
  return { ...service, spec: { ...spec, ...(ports && { ports }) } }
}
