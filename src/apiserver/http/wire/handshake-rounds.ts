/** TLS handshakes are shared out among the rounds of the event loop: each costs as much as some requests, and comes from nobody in particular. */
import type { Server } from 'node:net'
import { Rounds } from '../../../apimachinery/rounds.ts'
import { holdConnections } from './held-connections.ts'
import { refusePlainHttp, spoken } from './plain-on-tls.ts'

/** A millisecond each, or a little less. */
const IN_A_ROUND = 8

/**
 * Begins so many handshakes in each round, one address after the other. Whoever connects and says nothing has no turn yet, so that
 * many cannot speak at once later. To be called before those listen who have to hear of each connection at once.
 */
export const shareHandshakes = (server: Server, inARound = IN_A_ROUND): void => {
  const rounds = new Rounds(inARound)
  holdConnections(server, async (socket) => {
    await spoken(socket)
    await refusePlainHttp(socket)
    if (socket.writableEnded) return
    await rounds.next(socket.remoteAddress ?? '')
  })
}
