import { BlockList, isIP } from 'node:net'
import { FieldPath, invalid, notSupported, required, type FieldError } from '../../../api/field.ts'
import { dns1123LabelErrors, portNumberErrors } from '../../../api/names.ts'
import type { EndpointPort, Endpoints } from '../../../api/kinds/services.ts'

const PROTOCOLS = ['SCTP', 'TCP', 'UDP']

const range = (
  ...networks: [address: string, prefix: number, family: 'ipv4' | 'ipv6'][]
): BlockList => {
  const list = new BlockList()
  for (const network of networks) list.addSubnet(...network)
  return list
}

/** Addresses at which no other machine can be. */
const FORBIDDEN_RANGES: [BlockList, string][] = [
  [range(['0.0.0.0', 32, 'ipv4'], ['::', 128, 'ipv6']), 'may not be unspecified (0.0.0.0 or ::)'],
  [
    range(['127.0.0.0', 8, 'ipv4'], ['::1', 128, 'ipv6']),
    'may not be in the loopback range (127.0.0.0/8, ::1/128)',
  ],
  [
    range(['169.254.0.0', 16, 'ipv4'], ['fe80::', 10, 'ipv6']),
    'may not be in the link-local range (169.254.0.0/16, fe80::/10)',
  ],
  [
    range(['224.0.0.0', 24, 'ipv4'], ['ff02::', 10, 'ipv6']),
    'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)',
  ],
]

const validateAddress = (ip: string, path: FieldPath): FieldError[] => {
  const version = isIP(ip)
  if (version === 0) {
    // found by the check of addresses, and again by that of their ranges
    return [
      invalid(path, ip, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'),
      invalid(path, ip, 'must be a valid IP address'),
    ]
  }
  return FORBIDDEN_RANGES.filter(([list]) => list.check(ip, version === 4 ? 'ipv4' : 'ipv6')).map(
    ([, text]) => invalid(path, ip, text),
  )
}

const validatePort = (
  { name = '', port, protocol = '' }: EndpointPort,
  requireName: boolean,
  path: FieldPath,
): FieldError[] => {
  const errors =
    name === ''
      ? []
      : dns1123LabelErrors(name).map((text) => invalid(path.child('name'), name, text))
  if (requireName && name === '') errors.push(required(path.child('name')))
  for (const text of portNumberErrors(port)) errors.push(invalid(path.child('port'), port, text))
  if (protocol === '') errors.push(required(path.child('protocol')))
  else if (!PROTOCOLS.includes(protocol)) {
    errors.push(notSupported(path.child('protocol'), protocol, PROTOCOLS))
  }
  return errors
}

/** `pkg/apis/core/validation.ValidateEndpoints` */
export const validateEndpoints = ({ subsets = [] }: Endpoints): FieldError[] =>
  subsets.flatMap(({ addresses = [], notReadyAddresses = [], ports = [] }, i) => {
    const path = FieldPath.of('subsets').index(i)
    const errors: FieldError[] = []
    if (addresses.length + notReadyAddresses.length === 0) {
      errors.push(required(path, 'must specify `addresses` or `notReadyAddresses`'))
    }
    for (const [field, list] of Object.entries({ addresses, notReadyAddresses })) {
      list.forEach(({ ip }, at) => {
        errors.push(...validateAddress(ip, path.child(field).index(at).child('ip')))
      })
    }
    ports.forEach((port, at) => {
      errors.push(...validatePort(port, ports.length > 1, path.child('ports').index(at)))
    })
    return errors
  })
