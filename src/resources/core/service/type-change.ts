import type { ServiceSpec } from '../../../api/kinds/services.ts'
import { isExternal, needsHealthCheck } from './traffic.ts'

const isLoadBalancer = ({ type }: ServiceSpec): boolean => type === 'LoadBalancer'

/** Fields that only some services have, and which those are. */
const DEPENDENT = [
  ['healthCheckNodePort', needsHealthCheck],
  ['externalTrafficPolicy', isExternal],
  ['allocateLoadBalancerNodePorts', isLoadBalancer],
  ['loadBalancerClass', isLoadBalancer],
] as const

/** Without what its new type has no use for, as long as the writer left it as it was (`dropTypeDependentFields`, pkg/registry/core/service). */
export const withoutOldFields = (spec: ServiceSpec, old: ServiceSpec): ServiceSpec => {
  const kept = { ...spec }
  for (const [field, fits] of DEPENDENT) {
    if (fits(old) && !fits(spec) && spec[field] === old[field]) delete kept[field]
  }
  return kept
}
