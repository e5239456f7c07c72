/**
 * Upgrade requests (RFC 9110, 7.8; HTTP/1.1 only). Like Go's server, they pass all stages; a stream
 * may then make a WebSocket of the connection.
 */
import type { EventEmitter } from 'node:events'
import { type IncomingMessage, type Server, ServerResponse } from 'node:http'
import type { Http2SecureServer } from 'node:http2'
import type { Duplex } from 'node:stream'
import type { StreamWriter } from '../answer/answer.ts'
import { afterAnswers } from './pipelined.ts'
import { isWebSocketRequest } from './websocket-handshake.ts'
import type { AnyRequest } from './message.ts'

/** Makes the WebSocket of a stream; undefined if the handshake failed and has been answered. */
type Upgrade = (contentType: string) => StreamWriter | undefined

const upgrades = new WeakMap<object, Upgrade>()

const prepare = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
  // loading takes 40 ms, and few servers need WebSockets
  const { acceptWebSocket } = await import('./websocket.ts')
  upgrades.set(request, (contentType) => acceptWebSocket(request, { socket, head }, contentType))
}

const serveOn = (server: EventEmitter, request: IncomingMessage): void => {
  const { socket } = request
  afterAnswers(socket, () => {
    if (socket.destroyed) return
    // Node counts the socket as idle after the last answer
    socket.setTimeout(0)
    const response = new ServerResponse(request)
    response.shouldKeepAlive = false
    response.assignSocket(socket)
    response.once('finish', () => socket.destroySoon())
    server.emit('request', request, response)
  })
}

/** Serves upgrade requests, which Node emits apart and without a response. */
export const serveUpgrades = (server: Server | Http2SecureServer): void => {
  // any other upgrade is an ordinary request; Node before 22.21 lacks this choice
  Object.assign(server, {
    shouldUpgradeCallback: ({ method, headers }: IncomingMessage) =>
      method === 'GET' && isWebSocketRequest(headers),
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const serve = (): void => serveOn(server, request)
    if (!isWebSocketRequest(request.headers)) return serve()
    prepare(request, socket, head).then(serve, () => socket.destroy())
  })
}

export const upgradeOf = (request: AnyRequest): Upgrade | undefined => upgrades.get(request)
