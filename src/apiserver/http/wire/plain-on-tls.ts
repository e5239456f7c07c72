/**
 * Answers plain HTTP on a TLS port, like Go's server (`net/http`: server.go, `conn.serve`; Go
 * 1.24).
 */
import type { Socket } from 'node:net'
import { endWith } from './last-words.ts'

/** Starts of plain HTTP, as long as a TLS record header (Go's `tlsRecordHeaderLooksLikeHTTP`). */
const BEGINNINGS: ReadonlySet<string> = new Set(['GET /', 'HEAD ', 'POST ', 'PUT /', 'OPTIO'])
const HEADER_BYTES = 5

const ANSWER = 'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n'

/** Resolves when the client has sent something or has gone. */
export const firstBytes = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    const settle = (): void => {
      socket.off('readable', settle)
      socket.off('close', settle)
      resolve()
    }
    socket.once('readable', settle)
    socket.once('close', settle)
  })

/**
 * Answers plain HTTP and ends the connection; puts any other bytes back. Call it after
 * {@link firstBytes}.
 */
export const refusePlainHttp = (socket: Socket): void => {
  const bytes = socket.read() as Buffer | null
  if (bytes === null) return
  if (BEGINNINGS.has(bytes.toString('latin1', 0, HEADER_BYTES))) endWith(socket, ANSWER)
  else socket.unshift(bytes)
}
