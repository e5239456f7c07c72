import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { gateEvent } from './listeners.ts'

/** A server of sockets: `listening` until it closes. */
interface SocketServer extends EventEmitter {
  readonly listening: boolean
}

/**
 * Keeps new connections from all who listen for them, the TLS handshake among them, for as long as the promise of `wait` is not
 * settled; undefined lets one through at once. What a client sends meanwhile stays in the socket. It must not reject. One that
 * is ended meanwhile never comes through, and one that comes through after the server's end is cut. To be called once everybody listens: who comes later hears of each at once.
 */
export const holdConnections = (
  server: SocketServer,
  wait: (socket: Socket) => Promise<void> | undefined,
): void => {
  gateEvent<[Socket]>(server, 'connection', (letIn, socket) => {
    const waiting = wait(socket)
    if (waiting === undefined) return letIn(socket)
    // a client that gives up is nobody's error
    const ignore = (): void => undefined
    socket.on('error', ignore)
    void waiting.then(() => {
      socket.off('error', ignore)
      if (socket.destroyed || socket.writableEnded) return
      if (server.listening) letIn(socket)
      else socket.destroy()
    })
  })
}
