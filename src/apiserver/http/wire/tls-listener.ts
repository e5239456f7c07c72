import { createSecureServer, type Http2SecureServer, type SecureServerOptions } from 'node:http2'
import type { Socket } from 'node:net'
import {
  answerClientError,
  closeIdleSessions,
  limitHttp1,
  refuseExpectations,
  sendAtOnce,
} from './connections.ts'
import { type VirtualHosts, nameCallback } from './virtual-hosts.ts'
import type { AnyRequest, AnyResponse } from './message.ts'
import { shareHandshakes } from './handshake-rounds.ts'
import { boundHandshakes } from './handshakes.ts'
import { OpenConnections } from './open-connections.ts'
import { serveInOrder } from './pipelined.ts'
import { serveUpgrades } from './upgrade.ts'

/** HTTP/2 and HTTP/1.1 over TLS on one port, with kube-apiserver's limits. */
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
    sendAtOnce(server)
    shareHandshakes(server)
    boundHandshakes(server)
    limitHttp1(server)
    refuseExpectations(server)
    closeIdleSessions(server)
    serveUpgrades(server)
    serveInOrder(server)
    server.on('clientError', answerClientError)
    this.connections = new OpenConnections(server)
    this.server = server
  }

  /** The port; 0 before {@link listen}. */
  get port(): number {
    const address = this.server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }

  /** Rejects with the errors of `net.Server.listen`. */
  listen(host: string, port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject)
      this.server.listen({ host, port }, () => {
        this.server.off('error', reject)
        resolve()
      })
    })
  }

  /** Lets the process exit while the listener and its connections are open. */
  unref(): void {
    this.server.unref()
    this.server.on('connection', (socket: Socket) => socket.unref())
  }
}
