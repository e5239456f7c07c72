/**
 * Spreads TLS handshakes over rounds of the event loop: each costs as much as several requests.
 */
import type { Server, Socket } from 'node:net'
import { Rounds } from '../../../apimachinery/rounds.ts'
import { eventOrClose } from './event-or-close.ts'
import { gateEvent } from './gate-event.ts'
import { refusePlainHttp } from './plain-on-tls.ts'

/** Handshakes per round: about a millisecond each. */
const IN_A_ROUND = 8

/**
 * Delays 'connection' events, and with them TLS handshakes, so that few start per round; addresses
 * take turns. Silent connections wait for their first byte; sockets closed meanwhile are dropped.
 * Call it before adding listeners that need each connection at once.
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
