import { isIP } from 'node:net'
import type { IncomingHttpHeaders } from 'node:http'

/** Shows an IPv4-mapped address as IPv4. */
const plain = (address: string): string => address.replace(/^::ffff:([\d.]+)$/i, '$1')

/** Addresses from headers, then the connection's (`k8s.io/apimachinery/pkg/util/net.SourceIPs`). */
export const sourceIPs = (
  headers: IncomingHttpHeaders,
  remoteAddress: string | undefined,
): string[] => {
  const addresses = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => isIP(part) !== 0)
  const real = String(headers['x-real-ip'] ?? '')
  if (isIP(real) !== 0 && !addresses.includes(real)) addresses.push(real)
  const remote = remoteAddress === undefined ? undefined : plain(remoteAddress)
  if (remote !== undefined && addresses.at(-1) !== remote) addresses.push(remote)
  return addresses
}
