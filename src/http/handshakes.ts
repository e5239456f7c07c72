/** TLS handshakes that have begun and are not done: each holds memory, and whoever opens them has not said who they are. */
import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'

/** A handshake takes milliseconds, so the oldest of so many is nobody's who means to go on. */
const MAX_HANDSHAKES = 4000

type Peer = Pick<Socket, 'remoteAddress' | 'remotePort'>

const keyOf = ({ remoteAddress, remotePort }: Peer): string => `${remoteAddress} ${remotePort}`

/** Cuts the oldest handshake when one more than `max` is open. `server` is one of TLS. */
export const boundHandshakes = (server: EventEmitter, max = MAX_HANDSHAKES): void => {
  const open = new Map<string, Socket>()
  server.on('connection', (socket: Socket) => {
    const key = keyOf(socket)
    open.set(key, socket)
    // the address of a closed socket is not known any more
    socket.once('close', () => {
      if (open.get(key) === socket) open.delete(key)
    })
    if (open.size <= max) return
    const [oldest, victim] = open.entries().next().value!
    open.delete(oldest)
    victim.destroy()
  })
  server.on('secureConnection', (socket: Socket) => open.delete(keyOf(socket)))
}
