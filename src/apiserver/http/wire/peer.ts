import { TLSSocket } from 'node:tls'
import type { ShownCertificates } from '../../../ca/client-certificate.ts'
import type { AnyRequest } from './message.ts'

export interface Peer extends ShownCertificates {
  /** milliseconds since the epoch */
  readonly notAfter: number
}

const peers = new WeakMap<object, Peer | null>()

const socketOf = (request: AnyRequest): TLSSocket | undefined => {
  // over HTTP/2, `request.socket` makes a proxy for each request
  const socket: unknown = 'stream' in request ? request.stream.session?.socket : request.socket
  const real = socket as Partial<TLSSocket> | undefined
  return typeof real?.getPeerX509Certificate === 'function' ? (real as TLSSocket) : undefined
}

/**
 * `getPeerCertificate` would lose one of two issuers with the same name, and crash on long usage
 * names (Node 20).
 */
const readPeer = (socket: TLSSocket): Peer | null => {
  const leaf = socket.getPeerX509Certificate()
  if (leaf === undefined) return null
  const chain: Buffer[] = []
  for (let next = leaf.issuerCertificate; next !== undefined; next = next.issuerCertificate)
    chain.push(next.raw)
  return {
    certificate: leaf.raw,
    chain,
    isResumed: socket.isSessionReused(),
    notAfter: Date.parse(leaf.validTo),
  }
}

/** Returns the client certificate, which is read once per connection. */
export const peerOf = (request: AnyRequest): Peer | undefined => {
  const socket = socketOf(request)
  if (socket === undefined) return undefined
  const key: object = 'stream' in request ? request.stream.session! : socket
  let peer = peers.get(key)
  if (peer === undefined) {
    peer = readPeer(socket)
    peers.set(key, peer)
  }
  return peer ?? undefined
}

/** Returns the server name of the handshake (RFC 6066 section 3). */
export const servedNameOf = (request: AnyRequest): string | undefined => {
  const name: unknown = socketOf(request)?.servername
  return typeof name === 'string' && name !== '' ? name : undefined
}
