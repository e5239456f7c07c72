import type { ServerHttp2Session } from 'node:http2'
import type { Server, Socket } from 'node:net'

/** A written answer takes this long to reach the socket. */
const FLUSH_MS = 20

export class OpenConnections {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  readonly #sessions = new Set<ServerHttp2Session>()

  constructor(server: Server) {
    this.#server = server
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket)
      socket.once('close', () => this.#sockets.delete(socket))
    })
    server.on('session', (session: ServerHttp2Session) => {
      this.#sessions.add(session)
      session.once('close', () => this.#sessions.delete(session))
    })
  }

  /** Sends GOAWAY (RFC 9113 section 6.8): clients use another server from now on. */
  goAway(): void {
    for (const session of this.#sessions) session.close()
  }

  /** Cuts all connections once the last answers have left. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy()
    }, FLUSH_MS)
    await closed
  }
}
