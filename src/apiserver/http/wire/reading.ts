import type { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { endWith } from './last-words.ts'

export const stopReading = (socket: Socket): void => {
  // every request that ends resumes reading (`readStart` of `lib/_http_incoming.js`)
  socket.resume = () => socket
  socket.pause()
  // an earlier resume may take effect after the pause
  socket.emit('pause')
}

export const readOn = (socket: Socket): void => {
  if (!Object.hasOwn(socket, 'resume')) return
  delete (socket as Partial<Socket>).resume
  socket.resume()
}

/**
 * Maximum bytes of a body that Go's server reads after its handler (`maxPostHandlerReadBytes`,
 * `net/http/server.go` of Go 1.24).
 */
const READ_TO_THE_END_BYTES = 256 * 1024

/** Whether a body is longer than {@link READ_TO_THE_END_BYTES}, or of unknown length. */
export const hasLongBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined ||
  Number(headers['content-length'] ?? 0) > READ_TO_THE_END_BYTES

/** Ends a connection whose client still sends the body of an answered request. */
export const abandon = (socket: Socket): void => {
  if (!socket.writable) return
  stopReading(socket)
  endWith(socket, '')
}

/**
 * Calls {@link abandon} when the response closes the connection of an incomplete request. Node
 * would reset the connection before the client has read the response.
 */
export const abandonWithClose = (request: IncomingMessage): void => {
  const { socket } = request
  socket.destroySoon = () => {
    if (request.complete) Socket.prototype.destroySoon.call(socket)
    else abandon(socket)
  }
}
