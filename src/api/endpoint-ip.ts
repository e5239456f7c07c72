import { BlockList, isIPv6 } from 'node:net'
import { invalid, type FieldError, type FieldPath } from './field.ts'
import { sloppyIp } from './ip.ts'

const range = (
  ...networks: [address: string, prefix: number, family: 'ipv4' | 'ipv6'][]
): BlockList => {
  const list = new BlockList()
  for (const network of networks) list.addSubnet(...network)
  return list
}

const UNSPECIFIED = range(['0.0.0.0', 32, 'ipv4'], ['::', 128, 'ipv6'])

/** Go looks at the scope of a multicast address, whatever its flags. */
const LINK_LOCAL_MULTICAST = range(
  ['224.0.0.0', 24, 'ipv4'],
  ...Array.from({ length: 16 }, (_, flags): [string, number, 'ipv6'] => [
    `ff${flags.toString(16)}2::`,
    16,
    'ipv6',
  ]),
)

/** Addresses at which no other machine can be. */
const FORBIDDEN_RANGES: readonly [BlockList, string][] = [
  [
    range(['127.0.0.0', 8, 'ipv4'], ['::1', 128, 'ipv6']),
    'may not be in the loopback range (127.0.0.0/8, ::1/128)',
  ],
  [
    range(['169.254.0.0', 16, 'ipv4'], ['fe80::', 10, 'ipv6']),
    'may not be in the link-local range (169.254.0.0/16, fe80::/10)',
  ],
  [LINK_LOCAL_MULTICAST, 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'],
]

/** What is wrong with an address that traffic is sent to (`ValidateEndpointIP`, `pkg/apis/core/validation`, 1.36). */
export const validateEndpointIp = (text: string, path: FieldPath): FieldError[] => {
  const address = sloppyIp(text)
  if (address === undefined) return [invalid(path, text, 'must be a valid IP address')]
  const family = isIPv6(address) ? 'ipv6' : 'ipv4'
  const ranges: readonly [BlockList, string][] = [
    [UNSPECIFIED, `may not be unspecified (${text})`],
    ...FORBIDDEN_RANGES,
  ]
  return ranges
    .filter(([list]) => list.check(address, family))
    .map(([, detail]) => invalid(path, text, detail))
}
