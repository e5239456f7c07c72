/** TLS handshakes that have begun and are not done: each holds memory, and whoever opens them has not said who they are. */
import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { HEADERS_TIMEOUT_MS } from './connections.ts'

/** A handshake takes milliseconds, so whoever began the oldest of that many does not mean to finish it. */
const MAX_HANDSHAKES = 4000

type Peer = Pick<Socket, 'remoteAddress' | 'remotePort'>

const keyOf = ({ remoteAddress, remotePort }: Peer): string => `${remoteAddress} ${remotePort}`

interface HandshakeBounds {
  /** how many at a time */
  readonly max?: number
  /** how long one may take, milliseconds */
  readonly patienceMs?: number
}

/**
 * Cuts the oldest handshake when one more than `max` is open, and each that takes too long: Node's own limit is one of silence, and a
 * byte a second would keep a handshake open for hours. `server` is one of TLS.
 */
export const boundHandshakes = (
  server: EventEmitter,
  { max = MAX_HANDSHAKES, patienceMs = HEADERS_TIMEOUT_MS }: HandshakeBounds = {},
): void => {
  const open = new Map<string, { readonly socket: Socket; readonly patience: NodeJS.Timeout }>()
  const done = (key: string): void => {
    clearTimeout(open.get(key)?.patience)
    open.delete(key)
  }
  server.on('connection', (socket: Socket) => {
    const key = keyOf(socket)
    const patience = setTimeout(() => socket.destroy(), patienceMs).unref()
    open.set(key, { socket, patience })
    // the address of a closed socket is not known any more
    socket.once('close', () => {
      if (open.get(key)?.socket === socket) done(key)
    })
    if (open.size <= max) return
    const [oldest, { socket: victim }] = open.entries().next().value!
    done(oldest)
    victim.destroy()
  })
  server.on('secureConnection', (socket: Socket) => done(keyOf(socket)))
}
