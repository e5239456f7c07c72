/** The addresses of a service and their families (`ValidateServiceClusterIPsRelatedFields`, `pkg/apis/core/validation`, 1.36). */
import { isIPv6 } from 'node:net'
import {
  FieldPath,
  JsonValue,
  duplicate,
  invalid,
  notSupported,
  type FieldError,
} from '../../../api/field.ts'
import { ipErrors } from '../../../api/ip.ts'
import type { ServiceSpec } from '../../../api/kinds/services.ts'
import type { Release } from '../../../release/release.ts'

const SPEC = FieldPath.of('spec')
const CLUSTER_IPS = SPEC.child('clusterIPs')
const FAMILIES = ['IPv4', 'IPv6']
const POLICIES = ['PreferDualStack', 'RequireDualStack', 'SingleStack']

export const isHeadless = ({ clusterIPs = [] }: ServiceSpec): boolean =>
  clusterIPs.length === 1 && clusterIPs[0] === 'None'

const validateFirst = ({ clusterIP = '', clusterIPs = [] }: ServiceSpec): FieldError[] => {
  if (clusterIPs.length === 0 || clusterIPs[0] === clusterIP) return []
  const text =
    clusterIP === ''
      ? 'must be empty when `clusterIP` is not specified'
      : 'first value must match `clusterIP`'
  return [invalid(CLUSTER_IPS, clusterIPs, text)]
}

const validateFamilies = ({ ipFamilies = [], ipFamilyPolicy }: ServiceSpec): FieldError[] => {
  const path = SPEC.child('ipFamilies')
  const seen = new Set<string>()
  const errors: FieldError[] = []
  ipFamilies.forEach((family, i) => {
    const shown = new JsonValue(family)
    if (!FAMILIES.includes(family)) errors.push(notSupported(path.index(i), shown, FAMILIES))
    if (seen.has(family)) errors.push(duplicate(path.index(i), shown))
    seen.add(family)
  })
  if (ipFamilyPolicy !== undefined && !POLICIES.includes(ipFamilyPolicy)) {
    const shown = new JsonValue(ipFamilyPolicy)
    errors.push(notSupported(SPEC.child('ipFamilyPolicy'), shown, POLICIES))
  }
  return errors
}

const validateEach = (
  clusterIPs: readonly string[],
  existing: readonly string[],
  release: Release,
): FieldError[] =>
  clusterIPs.flatMap((address, i) => {
    if (i === 0 && address === 'None') {
      return clusterIPs.length === 1
        ? []
        : [invalid(CLUSTER_IPS, clusterIPs, "'None' must be the first and only value")]
    }
    return existing.includes(address)
      ? []
      : ipErrors(address, release).map((text) => invalid(CLUSTER_IPS.index(i), address, text))
  })

const validateMatches = ({ clusterIPs = [], ipFamilies = [] }: ServiceSpec): FieldError[] =>
  clusterIPs.flatMap((address, i) => {
    const expected = ipFamilies[i]
    if (expected === undefined || !FAMILIES.includes(expected)) return []
    if (isIPv6(address) === (expected === 'IPv6')) return []
    const text = `expected an ${expected} value as indicated by \`ipFamilies[${i}]\``
    return [invalid(CLUSTER_IPS.index(i), address, text)]
  })

/** `old`: addresses that an older server took stay valid. */
export const validateAddresses = (
  spec: ServiceSpec,
  old: ServiceSpec | undefined,
  release: Release,
): FieldError[] => {
  if (spec.type === 'ExternalName') return []
  const { clusterIPs = [] } = spec
  const invalidAddresses = validateEach(clusterIPs, old?.clusterIPs ?? [], release)
  const errors = [...validateFirst(spec), ...validateFamilies(spec), ...invalidAddresses]
  if (clusterIPs.length > 2) {
    errors.push(invalid(CLUSTER_IPS, clusterIPs, 'may only hold up to 2 values'))
  }
  if (invalidAddresses.length > 0) return errors
  if (clusterIPs.length > 1 && new Set(clusterIPs.map((address) => isIPv6(address))).size < 2) {
    const text = 'may specify no more than one IP for each IP family'
    errors.push(invalid(CLUSTER_IPS, clusterIPs, text))
  }
  return isHeadless(spec) ? errors : [...errors, ...validateMatches(spec)]
}
