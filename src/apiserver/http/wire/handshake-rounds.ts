/**
 * Spreads TLS handshakes over rounds of the event loop: each costs as much as several requests.
 */
import type { Server } from 'node:net'
import { Rounds } from '../../../apimachinery/rounds.ts'
import { holdConnections } from './held-connections.ts'
import { refusePlainHttp, firstBytes } from './plain-on-tls.ts'

/** About a millisecond each. */
const IN_A_ROUND = 8

/**
 * Limits the handshakes started per round; addresses take turns. Silent connections get no turn
 * yet. Call it before listeners that need each connection at once.
 */
export const shareHandshakes = (server: Server, inARound = IN_A_ROUND): void => {
  const rounds = new Rounds(inARound)
  holdConnections(server, async (socket) => {
    await firstBytes(socket)
    await refusePlainHttp(socket)
    if (socket.writableEnded) return
    await rounds.next(socket.remoteAddress ?? '')
  })
}
