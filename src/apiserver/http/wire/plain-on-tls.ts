/** Answers plain HTTP on a TLS port, like Go's server (`conn.serve` of `net/http`, Go 1.24). */
import type { Socket } from 'node:net'
import { eventOrClose } from './event-or-close.ts'
import { endWith } from './last-words.ts'

/** `handshake`, a `ContentType` of TLS (RFC 8446 section 5.1) */
const HANDSHAKE = 0x16

/** the first five bytes of HTTP requests (Go's `tlsRecordHeaderLooksLikeHTTP`) */
const BEGINNINGS: ReadonlySet<string> = new Set(['GET /', 'HEAD ', 'POST ', 'PUT /', 'OPTIO'])
/** the length of a TLS record header */
const HEADER_BYTES = 5

const ANSWER = 'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n'

const read = (socket: Socket): Buffer => (socket.read() as Buffer | null) ?? Buffer.alloc(0)

/** Reads until the bytes reveal the protocol or the client sends no more. */
const moreOf = async (socket: Socket, first: Buffer): Promise<Buffer> => {
  let bytes = first
  while (bytes.length < HEADER_BYTES) {
    await eventOrClose(socket, 'readable')
    const more = read(socket)
    if (more.length === 0) break
    bytes = Buffer.concat([bytes, more])
  }
  return bytes
}

const judge = (socket: Socket, bytes: Buffer): void => {
  if (BEGINNINGS.has(bytes.toString('latin1', 0, HEADER_BYTES))) endWith(socket, ANSWER)
  else if (socket.readableEnded) socket.destroy()
  else if (!socket.destroyed) socket.unshift(bytes)
}

/**
 * Answers a plain HTTP request and ends the connection. Puts other bytes back, or destroys the
 * socket if the client has finished sending. Call this function when the socket is readable.
 */
export const refusePlainHttp = (socket: Socket): Promise<void> | undefined => {
  const bytes = read(socket)
  if (bytes.length === 0) return undefined
  if (bytes[0] !== HANDSHAKE) return moreOf(socket, bytes).then((all) => judge(socket, all))
  // synchronous, since unshift fails once the socket has ended
  socket.unshift(bytes)
  return undefined
}
