/**
 * Addresses and node ports of services. Nothing here carries traffic, so they are drawn at random from the usual ranges instead
 * of being recorded; that two services draw the same address is next to impossible.
 */
import type { Entropy } from '../../../api/entropy.ts'
import type { Service, ServicePort, ServiceSpec } from '../../../api/kinds/services.ts'
import { internalError } from '../../../api/status.ts'
import { needsHealthCheck } from './traffic.ts'

const NODE_PORT_FIRST = 30_000
const NODE_PORT_COUNT = 2768

/** An address of 10.96.0.0/12; the upper half, since the lower one is where people pick addresses themselves. */
const drawAddress = (entropy: Entropy): string => {
  const [second = 0, third = 0, fourth = 0] = entropy.bytes(3)
  return `10.${104 + (second % 8)}.${third}.${1 + (fourth % 254)}`
}

/**
 * The first port from a random one on that the service does not use yet. Throws the 500 when it uses them all
 * (`pkg/registry/core/service/storage/alloc.go` and `portallocator/allocator.go`, 1.34).
 */
const drawNodePort = (entropy: Entropy, taken: ReadonlySet<number>): number => {
  const first = entropy.bytes(4).readUInt32BE()
  for (let offset = first; offset < first + NODE_PORT_COUNT; offset++) {
    const nodePort = NODE_PORT_FIRST + (offset % NODE_PORT_COUNT)
    if (!taken.has(nodePort)) return nodePort
  }
  throw internalError('failed to allocate a nodePort: range is full')
}

const familyOf = (address: string): string => (address.includes(':') ? 'IPv6' : 'IPv4')

const FAMILIES = ['IPv4', 'IPv6']

/** Who fills in the addresses behind a service without a selector may take those of both families. */
const familiesOf = (
  spec: ServiceSpec,
  clusterIP: string,
): Required<Pick<ServiceSpec, 'ipFamilies' | 'ipFamilyPolicy'>> => {
  const open = clusterIP === 'None' && Object.keys(spec.selector ?? {}).length === 0
  const ipFamilyPolicy = spec.ipFamilyPolicy ?? (open ? 'RequireDualStack' : 'SingleStack')
  const families = spec.ipFamilies?.length ? spec.ipFamilies : [familyOf(clusterIP)]
  const both = open && ipFamilyPolicy !== 'SingleStack' && families.length === 1
  const ipFamilies = both
    ? [...families, ...FAMILIES.filter((family) => !families.includes(family))]
    : families
  return { ipFamilies, ipFamilyPolicy }
}

const hasNodePorts = ({ type, allocateLoadBalancerNodePorts }: ServiceSpec): boolean =>
  type === 'NodePort' || (type === 'LoadBalancer' && allocateLoadBalancerNodePorts !== false)

const identityOf = ({ port, protocol }: ServicePort): string => `${protocol} ${port}`

/** Of two that are the same the first one counts. */
const byIdentity = (ports: readonly ServicePort[]): Map<string, ServicePort> =>
  new Map(ports.toReversed().map((port) => [identityOf(port), port]))

const withNodePorts = (
  ports: readonly ServicePort[],
  old: readonly ServicePort[],
  entropy: Entropy,
): ServicePort[] => {
  const taken = new Set(ports.map(({ nodePort = 0 }) => nodePort))
  const before = byIdentity(old)
  return ports.map((port) => {
    if ((port.nodePort ?? 0) !== 0) return port
    const nodePort = before.get(identityOf(port))?.nodePort || drawNodePort(entropy, taken)
    taken.add(nodePort)
    return { ...port, nodePort }
  })
}

/** A service that no longer has node ports gives up those it had; what is new is left for validation to refuse. */
const withoutOldNodePorts = (
  ports: readonly ServicePort[],
  old: readonly ServicePort[],
): ServicePort[] => {
  const before = byIdentity(old)
  return ports.map((port) => {
    if (port.nodePort === undefined || port.nodePort !== before.get(identityOf(port))?.nodePort)
      return port
    const { nodePort: _nodePort, ...rest } = port
    return rest
  })
}

const withoutAddresses = ({
  clusterIP: _clusterIP,
  clusterIPs: _clusterIPs,
  ipFamilies: _ipFamilies,
  ipFamilyPolicy: _ipFamilyPolicy,
  ...spec
}: ServiceSpec): ServiceSpec => spec

/** What the service has not asked for itself: taken from the stored one, or drawn; and what its type has no use for is gone. */
export const allocate = (service: Service, old: Service | undefined, entropy: Entropy): Service => {
  const { spec } = service
  const hadAddress = old !== undefined && old.spec.type !== 'ExternalName'
  if (spec.type === 'ExternalName') {
    return hadAddress ? { ...service, spec: withoutAddresses(spec) } : service
  }
  const clusterIP =
    spec.clusterIP ||
    spec.clusterIPs?.[0] ||
    (hadAddress && old.spec.clusterIP) ||
    drawAddress(entropy)
  const oldPorts = old?.spec.ports ?? []
  const allocated: ServiceSpec = {
    ...spec,
    clusterIP,
    clusterIPs: spec.clusterIPs?.length ? spec.clusterIPs : [clusterIP],
    ...familiesOf(spec, clusterIP),
  }
  if (spec.ports !== undefined) {
    if (hasNodePorts(spec)) allocated.ports = withNodePorts(spec.ports, oldPorts, entropy)
    else if (old !== undefined && hasNodePorts(old.spec)) {
      allocated.ports = withoutOldNodePorts(spec.ports, oldPorts)
    }
  }
  if (needsHealthCheck(spec) && !spec.healthCheckNodePort) {
    const taken = new Set(allocated.ports?.map(({ nodePort = 0 }) => nodePort))
    allocated.healthCheckNodePort = old?.spec.healthCheckNodePort || drawNodePort(entropy, taken)
  }
  return { ...service, spec: allocated }
}
