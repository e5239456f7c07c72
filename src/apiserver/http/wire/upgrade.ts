/**
 * Requests that ask for another protocol on their connection (RFC 9110, 7.8; HTTP/1.1 only). As with Go's server they are requests like
 * any other, and are admitted, routed and refused as such; the handler of a stream may then make a WebSocket of the connection.
 */
import type { EventEmitter } from 'node:events'
import { type IncomingMessage, type Server, ServerResponse } from 'node:http'
import type { Http2SecureServer, Http2ServerRequest } from 'node:http2'
import type { Duplex } from 'node:stream'
import type { StreamWriter } from '../answer/answer.ts'
import { afterAnswers } from './pipelined.ts'
import { isWebSocketRequest } from './websocket-handshake.ts'

/** The connection of a request that wants a WebSocket. */
export interface Upgrade {
  /**
   * Makes the WebSocket, and returns what writes to it; undefined when the handshake failed, and has been answered. `contentType`:
   * of the stream that is to be sent.
   */
  accept(contentType: string): StreamWriter | undefined
}

const upgrades = new WeakMap<object, Upgrade>()

const prepare = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
  // 40 ms of loading that most servers never need
  const { acceptWebSocket } = await import('./websocket.ts')
  const accept: Upgrade['accept'] = (contentType) =>
    acceptWebSocket(request, { socket, head }, contentType)
  upgrades.set(request, { accept })
}

const serveOn = (server: EventEmitter, request: IncomingMessage): void => {
  const { socket } = request
  afterAnswers(socket, () => {
    if (socket.destroyed) return
    // Node counts it as idle after the last answer
    socket.setTimeout(0)
    const response = new ServerResponse(request)
    response.shouldKeepAlive = false
    response.assignSocket(socket)
    response.once('finish', () => socket.destroySoon())
    server.emit('request', request, response)
  })
}

/** Serves requests with an `Upgrade`, which Node hands over apart from the others, and without a response. */
export const serveUpgrades = (server: Server | Http2SecureServer): void => {
  // an ordinary request whatever it asks for; Node before 22.21 has no such choice, and hands over every request with an Upgrade
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

/** Undefined for a request that wants no WebSocket. */
export const upgradeOf = (request: IncomingMessage | Http2ServerRequest): Upgrade | undefined =>
  upgrades.get(request)
