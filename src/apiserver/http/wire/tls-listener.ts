import { createSecureServer, type SecureServerOptions } from 'node:http2'
import type { Socket } from 'node:net'
import { closeIdleSessions, serveLikeGo } from './connections.ts'
import { type VirtualHosts, nameCallback } from './virtual-hosts.ts'
import type { AnyRequest, AnyResponse } from './message.ts'
import { shareHandshakes } from './handshake-rounds.ts'
import { boundHandshakes } from './handshakes.ts'
import { openConnections } from './open-connections.ts'
import { serveInOrder } from './pipelined.ts'
import { serveUpgrades } from './upgrade.ts'

/**
 * HTTP/2 and HTTP/1.1 over TLS on one port. `front` takes requests for other servers; `handle` gets
 * the rest.
 */
export const tlsListener = (
  tls: SecureServerOptions,
  handle: (request: AnyRequest, response: AnyResponse) => void,
  front: VirtualHosts | undefined,
) => {
  const names = front && { SNICallback: nameCallback(front) }
  const server = createSecureServer({ ...tls, ...names }, (request, response) => {
    if (front?.route(request, response) !== true) handle(request, response)
  })
  serveLikeGo(server)
  shareHandshakes(server)
  boundHandshakes(server)
  closeIdleSessions(server)
  serveUpgrades(server)
  serveInOrder(server)
  return {
    server,
    connections: openConnections(server),

    /** Lets the process exit while connections are open. */
    unref: (): void => {
      server.unref()
      server.on('connection', (socket: Socket) => socket.unref())
    },
  }
}
