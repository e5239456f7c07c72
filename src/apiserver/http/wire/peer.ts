/** The one place that reads a client certificate, and the name that it asked for, from a connection. */
import type { IncomingMessage } from 'node:http'
import type { Http2ServerRequest } from 'node:http2'
import { TLSSocket } from 'node:tls'

export interface Peer {
  /** DER */
  readonly certificate: Buffer
  /** what the client sent with it, DER */
  readonly chain: readonly Buffer[]
  /** whether the TLS session was resumed, which brings the leaf without its chain */
  readonly isResumed: boolean
  /** milliseconds since the epoch */
  readonly notAfter: number
}

const peers = new WeakMap<object, Peer | null>()

const socketOf = (request: IncomingMessage | Http2ServerRequest): TLSSocket | undefined => {
  // in HTTP/2 `request.socket` is a proxy; the session holds the real one
  const socket: unknown = 'stream' in request ? request.stream.session?.socket : request.socket
  const real = socket as Partial<TLSSocket> | undefined
  return typeof real?.getPeerX509Certificate === 'function' ? (real as TLSSocket) : undefined
}

/**
 * In the order of the handshake. Node's older form of this orders them by issuer and loses one of two with the same name, and it reads
 * beyond a buffer of 256 bytes for a longer name of a usage, which ends the process (Node 20).
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

/** The client's certificate, read once per connection; undefined when it sent none, or over plain HTTP. */
export const peerOf = (request: IncomingMessage | Http2ServerRequest): Peer | undefined => {
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

/** The name that the client has asked for in the handshake (RFC 6066 section 3); undefined: none, or there was no handshake. */
export const servedNameOf = (request: IncomingMessage | Http2ServerRequest): string | undefined => {
  const name: unknown = socketOf(request)?.servername
  return typeof name === 'string' && name !== '' ? name : undefined
}
