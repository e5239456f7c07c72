import { isDeepStrictEqual } from 'node:util'
import type { ServicePort, ServiceSpec } from '../../../api/kinds/services.ts'
import { isExternal, needsHealthCheck } from './traffic.ts'

const isLoadBalancer = ({ type }: ServiceSpec): boolean => type === 'LoadBalancer'

/** Fields that only some services have, and which those are. */
const DEPENDENT = [
  ['healthCheckNodePort', needsHealthCheck],
  ['externalTrafficPolicy', isExternal],
  ['allocateLoadBalancerNodePorts', isLoadBalancer],
  ['loadBalancerClass', isLoadBalancer],
] as const

/** Fields of addresses, each pair of which goes together. */
const OF_ADDRESSES = [['clusterIP', 'clusterIPs'], ['ipFamilies'], ['ipFamilyPolicy']] as const

const hasPorts = ({ type }: ServiceSpec): boolean => type === 'NodePort' || type === 'LoadBalancer'

const nodePorts = ({ ports = [] }: ServiceSpec): number[] =>
  ports.flatMap(({ nodePort = 0 }) => (nodePort === 0 ? [] : [nodePort]))

const withoutNodePort = ({ nodePort: _nodePort, ...port }: ServicePort): ServicePort => port

/** Without what its new type has no use for, as long as the writer left it as it was (`dropTypeDependentFields`, pkg/registry/core/service). */
export const withoutOldFields = (spec: ServiceSpec, old: ServiceSpec): ServiceSpec => {
  const kept = { ...spec }
  for (const [field, fits] of DEPENDENT) {
    if (fits(old) && !fits(spec) && spec[field] === old[field]) delete kept[field]
  }
  if (old.type !== 'ExternalName' && spec.type === 'ExternalName') {
    for (const fields of OF_ADDRESSES) {
      if (!fields.every((field) => isDeepStrictEqual(spec[field], old[field]))) continue
      for (const field of fields) delete kept[field]
    }
  }
  // ports may be others, as long as no node port is new
  const before = nodePorts(old)
  if (hasPorts(old) && !hasPorts(spec) && nodePorts(spec).every((port) => before.includes(port))) {
    if (spec.ports !== undefined) kept.ports = spec.ports.map(withoutNodePort)
  }
  return kept
}
