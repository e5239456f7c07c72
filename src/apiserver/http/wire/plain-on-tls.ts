/** Plain HTTP on a port of TLS: told in words, as Go's server does (`net/http`: server.go, `conn.serve`; Go 1.24). */
import type { Socket } from 'node:net'
import { endWith } from './last-words.ts'

/** What a TLS connection begins with (RFC 8446 section 5.1: `ContentType`, `handshake`). */
const HANDSHAKE = 0x16

/** As `tlsRecordHeaderLooksLikeHTTP` of Go has them: as long as the header of a record. */
const BEGINNINGS: ReadonlySet<string> = new Set(['GET /', 'HEAD ', 'POST ', 'PUT /', 'OPTIO'])
const HEADER_BYTES = 5

const ANSWER = 'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n'

/** Resolves when the client has sent something, or has gone. */
export const spoken = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    const settle = (): void => {
      socket.off('readable', settle)
      socket.off('close', settle)
      resolve()
    }
    socket.once('readable', settle)
    socket.once('close', settle)
  })

const read = (socket: Socket): Buffer => (socket.read() as Buffer | null) ?? Buffer.alloc(0)

/** What is no handshake, as far as it tells what it is instead. */
const moreOf = async (socket: Socket, first: Buffer): Promise<Buffer> => {
  let bytes = first
  while (bytes.length < HEADER_BYTES) {
    await spoken(socket)
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
 * Answers and ends a connection on which plain HTTP has been spoken; leaves any other as it was, for a handshake at once. To be
 * called when the client has spoken.
 */
export const refusePlainHttp = (socket: Socket): Promise<void> | undefined => {
  const bytes = read(socket)
  if (bytes.length === 0) return undefined
  if (bytes[0] !== HANDSHAKE) return moreOf(socket, bytes).then((all) => judge(socket, all))
  // before the socket can hear of its end, after which nothing can be put back
  socket.unshift(bytes)
  return undefined
}
