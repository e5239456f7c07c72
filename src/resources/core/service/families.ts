/** Families of addresses, and whether a service has one of each: this cluster has version 4 (`initIPFamilyFields`, `alloc.go`, 1.36). */
import { append } from '../../../api/append.ts'
import { isIPv6 } from 'node:net'
import type { RequestContext } from '../../../api/context.ts'
import { FieldPath, invalid, JsonValue, type FieldError } from '../../../api/field.ts'
import type { Service, ServiceSpec } from '../../../api/kinds/services.ts'
import { invalidObject } from '../../../api/status.ts'
import { validateAddresses } from './addresses.ts'

const SPEC = FieldPath.of('spec')
const POLICY = SPEC.child('ipFamilyPolicy')
const BOTH = ['IPv4', 'IPv6']
const OWN = 'IPv4'
const SINGLE = 'SingleStack'
const PREFERRED = 'PreferDualStack'
const REQUIRED = 'RequireDualStack'

const same = (one: readonly string[] = [], other: readonly string[] = []): boolean =>
  one.length === other.length && one.every((text, i) => text === other[i])

export const hasSameAddresses = (one: ServiceSpec, other: ServiceSpec): boolean =>
  same(one.clusterIPs, other.clusterIPs)

const hasSameFamilies = (one: ServiceSpec, other: ServiceSpec): boolean =>
  same(one.ipFamilies, other.ipFamilies)

/** Whether nothing of it has changed that could ask for another family, or for none. */
export const staysPreferred = (spec: ServiceSpec, old: ServiceSpec | undefined): boolean =>
  old !== undefined &&
  spec.ipFamilyPolicy === PREFERRED &&
  (old.ipFamilyPolicy ?? PREFERRED) === PREFERRED &&
  old.type === spec.type &&
  ['ClusterIP', 'NodePort', 'LoadBalancer'].includes(spec.type ?? '') &&
  hasSameAddresses(spec, old) &&
  hasSameFamilies(spec, old)

/** Who fills in the addresses behind it may take those of both families. */
const isOpen = ({ clusterIP, selector = {} }: ServiceSpec): boolean =>
  clusterIP === 'None' && Object.keys(selector).length === 0

const policyError = (spec: ServiceSpec, text: string): FieldError =>
  invalid(POLICY, new JsonValue(spec.ipFamilyPolicy), text)

const isReduced = (now: readonly string[] = [], before: readonly string[] = []): boolean =>
  now.length > 0 && now.length < before.length

/** A second address is let go by the policy; without it, that would be a mistake. */
const withoutSecond = (spec: ServiceSpec, old: ServiceSpec, errors: FieldError[]): ServiceSpec => {
  const { clusterIPs = [], ipFamilies = [] } = spec
  if (spec.ipFamilyPolicy !== SINGLE) {
    if (isReduced(clusterIPs, old.clusterIPs))
      errors.push(policyError(spec, "must be 'SingleStack' to release the secondary cluster IP"))
    if (isReduced(ipFamilies, old.ipFamilies))
      errors.push(policyError(spec, "must be 'SingleStack' to release the secondary IP family"))
    return spec
  }
  return {
    ...spec,
    ...(hasSameAddresses(spec, old) &&
      clusterIPs.length > 1 && { clusterIPs: clusterIPs.slice(0, 1) }),
    ...(hasSameFamilies(spec, old) &&
      ipFamilies.length > 1 && { ipFamilies: ipFamilies.slice(0, 1) }),
  }
}

const validatePolicy = (spec: ServiceSpec): FieldError[] => {
  if (spec.ipFamilyPolicy !== SINGLE) return []
  const needed = (what: string) =>
    `must be 'RequireDualStack' or 'PreferDualStack' when multiple ${what} are specified`
  return [
    ...(spec.clusterIPs?.length === 2 ? [policyError(spec, needed('cluster IPs'))] : []),
    ...(spec.ipFamilies?.length === 2 ? [policyError(spec, needed('IP families'))] : []),
  ]
}

/** The families of the addresses, where they are not named. */
const withInferredFamilies = (spec: ServiceSpec, errors: FieldError[]): ServiceSpec => {
  const { clusterIPs = [] } = spec
  const ipFamilies = [...(spec.ipFamilies ?? [])]
  for (const [i, address] of clusterIPs.entries()) {
    if (address === 'None') break
    if (i < ipFamilies.length) continue
    const family = isIPv6(address) ? 'IPv6' : 'IPv4'
    if (family === OWN) ipFamilies.push(family)
    else {
      const text = `${family} is not configured on this cluster`
      errors.push(invalid(SPEC.child('clusterIPs').index(i), clusterIPs, text))
    }
  }
  return ipFamilies.length === 0 ? spec : { ...spec, ipFamilies }
}

const validateConfigured = (spec: ServiceSpec): FieldError[] => [
  ...(spec.ipFamilyPolicy === REQUIRED
    ? [policyError(spec, 'this cluster is not configured for dual-stack services')]
    : []),
  ...(spec.ipFamilies ?? []).flatMap((family, i) =>
    family === OWN
      ? []
      : [
          invalid(
            SPEC.child('ipFamilies').index(i),
            new JsonValue(family),
            'not configured on this cluster',
          ),
        ],
  ),
]

const policyOf = (spec: ServiceSpec, old: ServiceSpec | undefined): string =>
  spec.ipFamilyPolicy ?? old?.ipFamilyPolicy ?? (isOpen(spec) ? REQUIRED : SINGLE)

/** With the policy and the families that it has for want of others. Throws the 422 for what this cluster has not. */
export const withFamilies = (
  { release }: RequestContext,
  service: Service,
  old: Service | undefined,
): Service => {
  const check = (errors: readonly FieldError[]): void => {
    if (errors.length > 0) throw invalidObject('', 'Service', service.metadata.name ?? '', errors)
  }
  if (service.spec.type === 'ExternalName' || staysPreferred(service.spec, old?.spec))
    return service
  let spec: ServiceSpec = { ...service.spec, ipFamilyPolicy: policyOf(service.spec, old?.spec) }
  check(validateAddresses(spec, old?.spec, release))
  const errors: FieldError[] = []
  if (old !== undefined) spec = withoutSecond(spec, old.spec, errors)
  append(errors, validatePolicy(spec))
  spec = withInferredFamilies(spec, errors)
  check(errors)
  const { ipFamilies = [] } = spec
  if (isOpen(spec)) {
    const families = ipFamilies.length === 0 ? [OWN] : ipFamilies
    const single = spec.ipFamilyPolicy === SINGLE || families.length > 1
    const all = single ? families : [...families, ...BOTH.filter((each) => each !== families[0])]
    return { ...service, spec: { ...spec, ipFamilies: all } }
  }
  check(validateConfigured(spec))
  return { ...service, spec: { ...spec, ipFamilies: ipFamilies.length === 0 ? [OWN] : ipFamilies } }
}
