/**
 * Upgrade requests (RFC 9110 section 7.8) pass all stages, like those to Go's server. If the answer
 * to a WebSocket request is a stream, the connection then becomes a WebSocket.
 */
import type { EventEmitter } from 'node:events'
import { type IncomingMessage, type Server, ServerResponse } from 'node:http'
import type { Http2SecureServer } from 'node:http2'
import type { Duplex } from 'node:stream'
import type { StreamWriter } from '../answer/answer.ts'
import { afterAnswers } from './pipelined.ts'
import { isWebSocketRequest } from './websocket-handshake.ts'
import type { AnyRequest } from './message.ts'

/** Returns undefined after a failed handshake, whose error response has been sent. */
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
    // stops the timeout for idle connections, which Node started after the previous answer
    socket.setTimeout(0)
    const response = new ServerResponse(request)
    response.shouldKeepAlive = false
    response.assignSocket(socket)
    response.once('finish', () => socket.destroySoon())
    server.emit('request', request, response)
  })
}

/** Serves upgrade requests like other requests. Node emits them without a response. */
export const serveUpgrades = (server: Server | Http2SecureServer): void => {
  // upgrades to other protocols are ordinary requests; Node before 22.21 ignores this function
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
