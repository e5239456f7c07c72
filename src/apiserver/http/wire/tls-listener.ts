import { createSecureServer, type Http2SecureServer, type SecureServerOptions } from 'node:http2'
import type { Socket } from 'node:net'
import { closeIdleSessions, serveLikeGo } from './connections.ts'
import { type VirtualHosts, nameCallback } from './virtual-hosts.ts'
import type { AnyRequest, AnyResponse } from './message.ts'
import { shareHandshakes } from './handshake-rounds.ts'
import { boundHandshakes } from './handshakes.ts'
import { OpenConnections } from './open-connections.ts'
import { serveInOrder } from './pipelined.ts'
import { serveUpgrades } from './upgrade.ts'

/** HTTP/2 and HTTP/1.1 over TLS on one port. */
export class TlsListener {
  readonly server: Http2SecureServer
  readonly connections: OpenConnections

  /** `front` takes requests for other servers; `handle` gets the rest. */
  constructor(
    tls: SecureServerOptions,
    handle: (request: AnyRequest, response: AnyResponse) => void,
    front: VirtualHosts | undefined,
  ) {
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
    this.connections = new OpenConnections(server)
    this.server = server
  }

  /** Lets the process exit while connections are open. */
  unref(): void {
    this.server.unref()
    this.server.on('connection', (socket: Socket) => socket.unref())
  }
}
