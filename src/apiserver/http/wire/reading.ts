import type { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { endWith } from './last-words.ts'

export const stopReading = (socket: Socket): void => {
  // Node resumes the socket after each request (`readStart` of `lib/_http_incoming.js`)
  socket.resume = () => socket
  socket.pause()
  // pause() emits nothing on a paused socket, but a late resume may have restarted the reading
  socket.emit('pause')
}

export const readOn = (socket: Socket): void => {
  if (!Object.hasOwn(socket, 'resume')) return
  delete (socket as Partial<Socket>).resume
  socket.resume()
}

/** `maxPostHandlerReadBytes` of Go's server (`net/http/server.go`, Go 1.24) */
const READ_TO_THE_END_BYTES = 256 * 1024

/** Also true for a body of unknown length. */
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
 * Keeps Node from resetting the connection of an incomplete request before the client has read the
 * response.
 */
export const abandonWithClose = (request: IncomingMessage): void => {
  const { socket } = request
  socket.destroySoon = () => {
    if (request.complete) Socket.prototype.destroySoon.call(socket)
    else abandon(socket)
  }
}
