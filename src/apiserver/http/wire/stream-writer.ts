import type { ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { Writable } from 'node:stream'
import type { StreamWriter } from '../answer/answer.ts'
import { disconnect } from './cut.ts'
import { eventOrClose } from './event-or-close.ts'
import { cutOff } from './pipelined.ts'
import type { AnyResponse } from './message.ts'

const LINE_END = Buffer.from('\r\n')

/** caches the last chunk, since all watchers of a resource get the same bytes */
let last: { readonly bytes: Buffer; readonly chunk: Buffer } | undefined

/** chunked transfer coding (RFC 9112 section 7.1) */
const chunkOf = (bytes: Buffer): Buffer => {
  if (last?.bytes !== bytes) {
    const size = Buffer.from(`${bytes.length.toString(16)}\r\n`)
    last = { bytes, chunk: Buffer.concat([size, bytes, LINE_END]) }
  }
  return last.chunk
}

/** Writes HTTP/1.1 chunks to the socket: Node's response would write each in three pieces. */
export const streamWriter = (response: AnyResponse): StreamWriter => {
  const stream = response as ServerResponse
  const { socket, chunkedEncoding } = stream
  const isDirect = chunkedEncoding && socket instanceof Socket
  const target: Writable = isDirect ? socket : stream
  // after `disconnect`, the last chunk is not sent: it would make the response look complete
  let isDisconnected = false
  return {
    write: (bytes) =>
      isDisconnected ||
      stream.destroyed ||
      !target.writable ||
      target.write(isDirect ? chunkOf(bytes) : bytes),
    drained: () => eventOrClose(target, 'drain'),
    cut: () => cutOff(response),
    disconnect: () => {
      isDisconnected = true
      disconnect(response)
    },
    end: () => {
      if (!isDisconnected && !stream.destroyed && !stream.writableEnded) stream.end()
    },
  }
}
