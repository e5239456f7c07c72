/** Spreads TLS handshakes over rounds of the event loop. */
import type { Server, Socket } from 'node:net'
import { Rounds } from '../../../apimachinery/rounds.ts'
import { eventOrClose } from './event-or-close.ts'
import { gateEvent } from './gate-event.ts'
import { refusePlainHttp } from './plain-on-tls.ts'

/** handshakes, about a millisecond each */
const IN_A_ROUND = 8

/**
 * Delays 'connection' events, so that few TLS handshakes start per round; addresses take turns.
 * A connection gets no turn before its first byte. Delays only listeners that exist at the call.
 */
export const shareHandshakes = (server: Server, inARound = IN_A_ROUND): void => {
  const rounds = new Rounds(inARound)
  // a disconnecting client is not an error
  const ignore = (): void => undefined
  gateEvent<[Socket]>(server, 'connection', async (letIn, socket) => {
    socket.on('error', ignore)
    await eventOrClose(socket, 'readable')
    await refusePlainHttp(socket)
    if (!socket.writableEnded) await rounds.next(socket.remoteAddress ?? '')
    socket.off('error', ignore)
    if (socket.destroyed || socket.writableEnded) return
    if (server.listening) letIn(socket)
    else socket.destroy()
  })
}
