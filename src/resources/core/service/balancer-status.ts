/** Where a balancer takes traffic in, as whoever made it says (`ValidateLoadBalancerStatus` of `pkg/apis/core/validation`, 1.36). */
import type { RequestContext } from '../../../api/context.ts'
import {
  FieldPath,
  forbidden,
  invalid,
  JsonValue,
  notSupported,
  required,
  type FieldError,
} from '../../../api/field.ts'
import { ipErrors, ipWarnings, sloppyIp } from '../../../api/ip.ts'
import type { LoadBalancerIngress, Service } from '../../../api/kinds/services.ts'
import { dns1123SubdomainErrors } from '../../../api/names.ts'
import type { Release } from '../../../release/release.ts'

const INGRESS = FieldPath.of('status', 'loadBalancer', 'ingress')
const MODES = ['Proxy', 'VIP']

const validateMode = ({ ip = '', ipMode }: LoadBalancerIngress, at: FieldPath): FieldError[] => {
  const path = at.child('ipMode')
  if (ipMode === undefined)
    return ip === '' ? [] : [required(path, 'must be specified when `ip` is set')]
  if (ip === '') return [forbidden(path, 'may not be specified when `ip` is not set')]
  return MODES.includes(ipMode) ? [] : [notSupported(path, new JsonValue(ipMode), MODES)]
}

const validateHostname = (hostname: string, path: FieldPath): FieldError[] =>
  hostname === ''
    ? []
    : [
        ...dns1123SubdomainErrors(hostname).map((text) => invalid(path, hostname, text)),
        ...(sloppyIp(hostname) === undefined
          ? []
          : [invalid(path, hostname, 'must be a DNS name, not an IP address')]),
      ]

const ingressOf = ({ status }: Service): readonly LoadBalancerIngress[] =>
  status.loadBalancer?.ingress ?? []

export const validateBalancerStatus = (
  { release }: RequestContext,
  service: Service,
  old: Service,
): FieldError[] => {
  const ingress = ingressOf(service)
  if (service.spec.type !== 'LoadBalancer')
    return ingress.length === 0
      ? []
      : [forbidden(INGRESS, "may only be used when `spec.type` is 'LoadBalancer'")]
  const before = new Set(ingressOf(old).map(({ ip }) => ip))
  return ingress.flatMap((each, i) => {
    const { ip = '', hostname = '' } = each
    const at = INGRESS.index(i)
    const texts = ip === '' || before.has(ip) ? [] : ipErrors(ip, release)
    return [
      ...texts.map((text) => invalid(at.child('ip'), ip, text)),
      ...validateMode(each, at),
      ...validateHostname(hostname, at.child('hostname')),
    ]
  })
}

export const balancerWarnings = (
  service: Service,
  _old: Service | undefined,
  release: Release,
): string[] =>
  ingressOf(service).flatMap(({ ip = '' }, i) => ipWarnings(INGRESS.index(i), ip, release))
