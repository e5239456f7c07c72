/** Bounds unfinished TLS handshakes, which hold memory for unknown clients. */
import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { HEADERS_TIMEOUT_MS } from './connections.ts'

/** a handshake takes milliseconds, so if more are open, the oldest is probably stuck */
const MAX_HANDSHAKES = 4000

type Peer = Pick<Socket, 'remoteAddress' | 'remotePort'>

const keyOf = ({ remoteAddress, remotePort }: Peer): string => `${remoteAddress} ${remotePort}`

interface HandshakeBounds {
  readonly max?: number
  readonly patienceMs?: number
}

/**
 * Cuts the oldest handshake if more than `max` are open. Cuts each handshake after `patienceMs`,
 * because Node's own timeout restarts with each byte.
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
    // a closed socket has no address
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
