import type { ServerHttp2Session } from 'node:http2'
import type { Server, Socket } from 'node:net'

/** Written answers reach the socket within this time. */
const FLUSH_MS = 20

export const openConnections = (server: Server) => {
  const sockets = new Set<Socket>()
  const sessions = new Set<ServerHttp2Session>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.on('session', (session: ServerHttp2Session) => {
    sessions.add(session)
    session.once('close', () => sessions.delete(session))
  })
  return {
    /** Sends GOAWAY (RFC 9113 section 6.8): clients open new connections for further requests. */
    goAway: (): void => {
      for (const session of sessions) session.close()
    },

    /** Cuts all connections after {@link FLUSH_MS}, when the last answers have left. */
    close: async (): Promise<void> => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      setTimeout(() => {
        for (const socket of sockets) socket.destroy()
      }, FLUSH_MS)
      await closed
    },
  }
}

export type OpenConnections = ReturnType<typeof openConnections>
