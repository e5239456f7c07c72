/** Addresses of the internet protocol as Kubernetes takes them in fields that are older than its strict rules. */
import { BlockList, isIPv4, isIPv6 } from 'node:net'
import type { Release } from '../release/release.ts'

const NO_IP = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'

const MAPPED = new BlockList()
MAPPED.addSubnet('::ffff:0:0', 96, 'ipv6')

/** Whether it is an address of version 4 in one of version 6. */
const isMapped = (address: string): boolean => isIPv6(address) && MAPPED.check(address, 'ipv6')

const withoutZeros = (address: string): string =>
  address
    .split('.')
    .map((number) => (/^0\d+$/.test(number) ? String(Number(number)) : number))
    .join('.')

/** The address without leading zeros in its numbers; undefined for what is none. */
const sloppyIp = (text: string): string | undefined => {
  if (text.includes('%')) return undefined
  if (isIPv6(text)) return text
  const address = withoutZeros(text)
  return isIPv4(address) ? address : undefined
}

/**
 * What is wrong with an address (`IsValidIPForLegacyField` of `k8s.io/apimachinery/pkg/util/validation/ip.go`, 1.36): what is none, and
 * since StrictIPCIDRValidation what other software would read as another one.
 */
export const ipErrors = (text: string, release: Pick<Release, 'has'>): string[] => {
  const address = sloppyIp(text)
  if (address === undefined) return [NO_IP]
  if (!release.has('StrictIPCIDRValidation')) return []
  if (address !== text) return ['must not have leading 0s']
  return isMapped(text) ? ['must not be an IPv4-mapped IPv6 address'] : []
}
