/** Ranges of addresses as Kubernetes takes them in fields that are older than its strict rules. */
import { isIPv6 } from 'node:net'
import { canonicalIp, isMapped, sloppyIp } from './ip.ts'
import type { Release } from '../release/release.ts'

const GROUPS = 8

const bitsOf = (address: string): string => {
  if (!isIPv6(address)) {
    return address
      .split('.')
      .map((number) => Number(number).toString(2).padStart(8, '0'))
      .join('')
  }
  const [head = '', tail] = canonicalIp(address).split('::')
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'))
  const [before, after] = [groups(head), groups(tail ?? '')]
  const zeros = Array.from({ length: GROUPS - before.length - after.length }, () => '0')
  return [...before, ...zeros, ...after]
    .map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0'))
    .join('')
}

/**
 * What is wrong with a range (`IsValidCIDRForLegacyField` of `k8s.io/apimachinery/pkg/util/validation/ip.go`, 1.36): what is none, and
 * since StrictIPCIDRValidation what other software would read as another one.
 */
export const cidrErrors = (text: string, release: Pick<Release, 'has'>): string[] => {
  const [, before = '', length = ''] = /^([^/]+)\/(\d+)$/.exec(text) ?? []
  const address = sloppyIp(before)
  const bits = address === undefined ? '' : bitsOf(address)
  if (length === '' || bits === '' || Number(length) > bits.length) {
    return ['must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)']
  }
  if (!release.has('StrictIPCIDRValidation')) return []
  if (address !== before || length !== String(Number(length))) {
    return ['must not have leading 0s in IP or prefix length']
  }
  if (isMapped(address)) return ['must not have an IPv4-mapped IPv6 address']
  return bits.slice(Number(length)).includes('1')
    ? ['must not have bits set beyond the prefix length']
    : []
}
