/** What of a service stays as it is (`ValidateServiceUpdate`, `pkg/apis/core/validation`, 1.36). */
import { append } from '../../../api/append.ts'
import { FieldPath, forbidden, invalid, type FieldError } from '../../../api/field.ts'
import type { ServiceSpec } from '../../../api/kinds/services.ts'
import type { Release } from '../../../release/release.ts'
import { isHeadless } from './addresses.ts'
import { needsHealthCheck, validateClass } from './traffic.ts'

const SPEC = FieldPath.of('spec')
const ONCE_SET = 'may not change once set'

/** A service that gets a second address, or loses it, keeps the first. */
const validateKept = (spec: ServiceSpec, old: ServiceSpec): FieldError[] => {
  const [now, before] = [spec.clusterIPs ?? [], old.clusterIPs ?? []]
  const path = SPEC.child('clusterIPs')
  const compared = now.length === before.length ? before : before.slice(0, 1)
  return compared.flatMap((address, i) =>
    address === now[i] ? [] : [invalid(path.index(i), now, ONCE_SET)],
  )
}

export const validateChange = (
  spec: ServiceSpec,
  old: ServiceSpec,
  release: Release,
): FieldError[] => {
  const errors: FieldError[] = []
  const named = spec.type === 'ExternalName' || old.type === 'ExternalName'
  if (!named && !(isHeadless(spec) && isHeadless(old))) {
    append(errors, validateKept(spec, old))
  }
  if (spec.type === 'LoadBalancer' && old.type === 'LoadBalancer') {
    if (spec.loadBalancerClass !== old.loadBalancerClass) {
      errors.push(invalid(SPEC.child('loadBalancerClass'), spec.loadBalancerClass, ONCE_SET))
    }
  }
  append(errors, validateClass(spec, release))
  const checked = needsHealthCheck(spec) && needsHealthCheck(old)
  if (checked && spec.healthCheckNodePort !== old.healthCheckNodePort) {
    errors.push(forbidden(SPEC.child('healthCheckNodePort'), 'field is immutable'))
  }
  return errors
}
