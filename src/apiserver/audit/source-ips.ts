import { isIP } from 'node:net'
import type { IncomingHttpHeaders } from 'node:http'

const firstOf = (header: string | string[] | undefined): string =>
  Array.isArray(header) ? (header[0] ?? '') : (header ?? '')

/** An address of IPv4 that came over a socket for both. */
const plain = (address: string): string => address.replace(/^::ffff:([\d.]+)$/i, '$1')

/**
 * The addresses that a request says it came from, then the one that it came from (`k8s.io/apimachinery/pkg/util/net.SourceIPs`). Whoever
 * sends a request may claim all but the last.
 */
export const sourceIPs = (
  headers: IncomingHttpHeaders,
  remoteAddress: string | undefined,
): string[] => {
  const addresses = firstOf(headers['x-forwarded-for'])
    .split(',')
    .map((part) => part.trim())
    .filter((part) => isIP(part) !== 0)
  const real = firstOf(headers['x-real-ip'])
  if (isIP(real) !== 0 && !addresses.includes(real)) addresses.push(real)
  const remote = remoteAddress === undefined ? undefined : plain(remoteAddress)
  if (remote !== undefined && addresses.at(-1) !== remote) addresses.push(remote)
  return addresses
}
