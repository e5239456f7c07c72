import { isIPv4, isIPv6 } from 'node:net'

/** Shortest form of an IPv6 address (RFC 5952), without a dotted IPv4 tail. */
const normalized = (ip: string): string => new URL(`http://[${ip}]`).hostname.slice(1, -1)

/**
 * @param text dotted IPv4, or IPv6 without a zone
 * @returns 4 or 16 bytes
 * @throws TypeError if invalid
 */
export const ipBytes = (text: string): Buffer => {
  if (isIPv4(text)) return Buffer.from(text.split('.').map(Number))
  if (!isIPv6(text) || text.includes('%')) throw new TypeError(`not an IP address: ${text}`)
  const [head = '', tail] = normalized(text).split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail ? tail.split(':') : []
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0')
  return Buffer.from(
    [...left, ...zeros, ...right].map((group) => group.padStart(4, '0')).join(''),
    'hex',
  )
}

const V4_IN_V6 = Buffer.from('00000000000000000000ffff', 'hex')

export const shortestIp = (ip: Buffer): Buffer =>
  ip.length === 16 && ip.subarray(0, 12).equals(V4_IN_V6) ? ip.subarray(12) : ip

export const formatIp = (bytes: Buffer): string => {
  const ip = shortestIp(bytes)
  if (ip.length === 4) return ip.join('.')
  const groups = ip.toString('hex').replace(/(.{4})(?=.)/g, '$1:')
  return normalized(groups)
}
