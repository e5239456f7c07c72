/** What of a service stays as it is (`ValidateServiceUpdate`, `pkg/apis/core/validation`, 1.36). */
import { append } from '../../../api/append.ts'
import { FieldPath, forbidden, invalid, JsonValue, type FieldError } from '../../../api/field.ts'
import type { ServiceSpec } from '../../../api/kinds/services.ts'
import type { Release } from '../../../release/release.ts'
import { isHeadless } from './addresses.ts'
import { needsHealthCheck, validateClass } from './traffic.ts'

const SPEC = FieldPath.of('spec')
const ONCE_SET = 'may not change once set'

/** What a second one of is let go only where the policy says so. */
const validateReleased = (
  now: readonly string[],
  { ipFamilyPolicy }: ServiceSpec,
  what: string,
): FieldError[] => {
  if (now.length !== 1 || ipFamilyPolicy === 'SingleStack') return []
  const text = `must be set to 'SingleStack' when releasing the secondary ${what}`
  return [invalid(SPEC.child('ipFamilyPolicy'), new JsonValue(ipFamilyPolicy), text)]
}

/** A service that gets a second address, or loses it, keeps the first (`validateUpgradeDowngradeClusterIPs`). */
const validateKeptAddresses = (spec: ServiceSpec, old: ServiceSpec): FieldError[] => {
  const [now, before] = [spec.clusterIPs ?? [], old.clusterIPs ?? []]
  const path = SPEC.child('clusterIPs')
  const changed = (i: number): FieldError => invalid(path.index(i), now, ONCE_SET)
  if (now.length === before.length)
    return before.flatMap((address, i) => (address === now[i] ? [] : [changed(i)]))
  if (before.length === 0) return []
  if (now.length === 0) return [invalid(path.index(0), now, 'primary clusterIP can not be unset')]
  return [
    ...(now[0] === before[0] ? [] : [changed(0)]),
    ...(now.length < before.length ? validateReleased(now, spec, 'clusterIP') : []),
  ]
}

/** The same for families; some of its errors show the addresses (`validateUpgradeDowngradeIPFamilies`). */
const validateKeptFamilies = (spec: ServiceSpec, old: ServiceSpec): FieldError[] => {
  const [now, before] = [spec.ipFamilies ?? [], old.ipFamilies ?? []]
  const path = SPEC.child('ipFamilies').index(0)
  if (now.length === before.length)
    return before.flatMap((family, i) => (family === now[i] ? [] : [invalid(path, now, ONCE_SET)]))
  const addresses = spec.clusterIPs ?? null
  const isLess = now.length < before.length
  return [
    ...(isLess && (spec.clusterIPs ?? []).length === 0
      ? [invalid(path, now, 'primary ipFamily can not be unset')]
      : []),
    ...(now.length > 0 && before.length > 0 && now[0] !== before[0]
      ? [invalid(path, addresses, ONCE_SET)]
      : []),
    ...(isLess ? validateReleased(now, spec, 'ipFamily') : []),
  ]
}

export const validateChange = (
  spec: ServiceSpec,
  old: ServiceSpec,
  release: Release,
): FieldError[] => {
  const errors: FieldError[] = []
  const named = spec.type === 'ExternalName' || old.type === 'ExternalName'
  const [headless, wasHeadless] = [isHeadless(spec), isHeadless(old)]
  if (!named && !(headless && wasHeadless)) append(errors, validateKeptAddresses(spec, old))
  if (!named && !headless && !wasHeadless) append(errors, validateKeptFamilies(spec, old))
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
