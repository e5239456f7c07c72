import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { gateEvent } from './gate-event.ts'

interface SocketServer extends EventEmitter {
  readonly listening: boolean
}

/**
 * Delays 'connection' events, and with them TLS handshakes, until the promise of `wait`, which must
 * not reject, resolves; undefined: no delay. Sockets closed meanwhile are dropped. Listeners added
 * later are not delayed.
 */
export const holdConnections = (
  server: SocketServer,
  wait: (socket: Socket) => Promise<void> | undefined,
): void => {
  gateEvent<[Socket]>(server, 'connection', (letIn, socket) => {
    const waiting = wait(socket)
    if (waiting === undefined) return letIn(socket)
    // a disconnecting client is not an error
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
