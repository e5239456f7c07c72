/** How traffic comes to a service and where it is sent (`pkg/apis/core/validation`, 1.36). */
import { append } from '../../../api/append.ts'
import { cidrErrors } from '../../../api/cidr.ts'
import {
  FieldPath,
  JsonValue,
  forbidden,
  invalid,
  notSupported,
  notSupportedInOrder,
  required,
  type FieldError,
} from '../../../api/field.ts'
import type { Service, ServiceSpec } from '../../../api/kinds/services.ts'
import { portNumberErrors, qualifiedNameErrors } from '../../../api/names.ts'
import type { Release } from '../../../release/release.ts'

const SPEC = FieldPath.of('spec')
const POLICIES = ['Cluster', 'Local']
const DISTRIBUTIONS = ['PreferClose', 'PreferSameZone', 'PreferSameNode']
const SOURCE_RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges'
const OTHER_TYPE = "may only be used when `type` is 'LoadBalancer'"

/** Whether it can be reached from outside: that is what its external traffic policy is for (`pkg/api/service.ExternallyAccessible`). */
export const isExternal = ({ type, externalIPs = [] }: ServiceSpec): boolean =>
  type === 'LoadBalancer' || type === 'NodePort' || (type === 'ClusterIP' && externalIPs.length > 0)

/** Whether balancers ask the nodes if they have a pod of it (`pkg/api/service.NeedsHealthCheck`). */
export const needsHealthCheck = ({ type, externalTrafficPolicy }: ServiceSpec): boolean =>
  type === 'LoadBalancer' && externalTrafficPolicy === 'Local'

const validateExternal = (spec: ServiceSpec): FieldError[] => {
  const { externalTrafficPolicy, healthCheckNodePort = 0 } = spec
  const path = SPEC.child('externalTrafficPolicy')
  const errors: FieldError[] = []
  if (externalTrafficPolicy !== undefined) {
    const shown = new JsonValue(externalTrafficPolicy)
    if (!isExternal(spec)) {
      errors.push(invalid(path, shown, 'may only be set for externally-accessible services'))
    } else if (!POLICIES.includes(externalTrafficPolicy)) {
      errors.push(notSupported(path, shown, POLICIES))
    }
  }
  const port = SPEC.child('healthCheckNodePort')
  if (needsHealthCheck(spec)) {
    if (healthCheckNodePort === 0) return [...errors, required(port)]
    const texts = portNumberErrors(healthCheckNodePort)
    return [...errors, ...texts.map((text) => invalid(port, healthCheckNodePort, text))]
  }
  if (healthCheckNodePort !== 0) {
    const text =
      "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"
    errors.push(invalid(port, healthCheckNodePort, text))
  }
  return errors
}

/** `allocateLoadBalancerNodePorts` and `loadBalancerClass`, then the policies. */
export const validateTraffic = (spec: ServiceSpec, release: Release): FieldError[] => {
  const { internalTrafficPolicy, trafficDistribution } = spec
  const errors: FieldError[] = []
  if (spec.allocateLoadBalancerNodePorts !== undefined && spec.type !== 'LoadBalancer') {
    errors.push(forbidden(SPEC.child('allocateLoadBalancerNodePorts'), OTHER_TYPE))
  }
  append(errors, validateClass(spec, release))
  append(errors, validateExternal(spec))
  if (internalTrafficPolicy !== undefined && !POLICIES.includes(internalTrafficPolicy)) {
    const shown = new JsonValue(internalTrafficPolicy)
    errors.push(notSupported(SPEC.child('internalTrafficPolicy'), shown, POLICIES))
  }
  if (trafficDistribution !== undefined && !DISTRIBUTIONS.includes(trafficDistribution)) {
    const path = SPEC.child('trafficDistribution')
    errors.push(notSupportedInOrder(path, trafficDistribution, DISTRIBUTIONS))
  }
  return errors
}

/** The form of `loadBalancerClass`, and that only balancers have one. */
export const validateClass = (
  { type, loadBalancerClass }: ServiceSpec,
  release: Release,
): FieldError[] => {
  if (loadBalancerClass === undefined) return []
  const path = SPEC.child('loadBalancerClass')
  return type === 'LoadBalancer'
    ? qualifiedNameErrors(loadBalancerClass, release).map((text) =>
        invalid(path, loadBalancerClass, text),
      )
    : [forbidden(path, OTHER_TYPE)]
}

/** Who may come: in a field, whose path Kubernetes writes with a capital, or in the annotation that was there before it. */
export const validateSourceRanges = (
  { metadata, spec }: Service,
  old: Service | undefined,
  release: Release,
): FieldError[] => {
  const { loadBalancerSourceRanges: ranges = [] } = spec
  const annotation = metadata.annotations?.[SOURCE_RANGES]
  if (ranges.length === 0 && annotation === undefined) return []
  const inField = ranges.length > 0
  const path = inField
    ? SPEC.child('LoadBalancerSourceRanges')
    : FieldPath.of('metadata').child('annotations').key(SOURCE_RANGES)
  const errors = spec.type === 'LoadBalancer' ? [] : [forbidden(path, OTHER_TYPE)]
  const check = (range: string, at: FieldPath): void => {
    for (const text of cidrErrors(range, release)) errors.push(invalid(at, range, text))
  }
  if (inField) {
    const existing = new Set(old?.spec.loadBalancerSourceRanges?.map((range) => range.trim()))
    ranges.forEach((range, i) => {
      if (!existing.has(range.trim())) check(range.trim(), path.index(i))
    })
  } else if (annotation?.trim() && annotation !== old?.metadata.annotations?.[SOURCE_RANGES]) {
    for (const range of annotation.split(',')) check(range.trim(), path)
  }
  return errors
}
