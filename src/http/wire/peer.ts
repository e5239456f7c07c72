/** The one place that reads a client certificate from a connection. */
import type { IncomingMessage } from 'node:http'
import type { Http2ServerRequest } from 'node:http2'
import { TLSSocket } from 'node:tls'

export interface Peer {
  /** DER */
  readonly certificate: Buffer
  /** what the client sent with it, DER */
  readonly chain: readonly Buffer[]
  /** milliseconds since the epoch */
  readonly notAfter: number
}

const peers = new WeakMap<object, Peer | null>()

const socketOf = (request: IncomingMessage | Http2ServerRequest): TLSSocket | undefined => {
  // in HTTP/2 `request.socket` is a proxy; the session holds the real one
  const socket: unknown = 'stream' in request ? request.stream.session?.socket : request.socket
  const real = socket as Partial<TLSSocket> | undefined
  return typeof real?.getPeerCertificate === 'function' ? (real as TLSSocket) : undefined
}

const readPeer = (socket: TLSSocket): Peer | null => {
  let link = socket.getPeerCertificate(true)
  // without a client certificate Node answers with an empty object
  if (link?.raw === undefined) return null
  const certificate = link.raw
  const notAfter = Date.parse(link.valid_to)
  const chain: Buffer[] = []
  // a self-signed certificate is its own issuer
  while (
    link.issuerCertificate?.raw !== undefined &&
    !link.issuerCertificate.raw.equals(link.raw)
  ) {
    link = link.issuerCertificate
    chain.push(link.raw)
  }
  return { certificate, chain, notAfter }
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
