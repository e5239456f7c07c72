/** A watch over a WebSocket (docs/reference/watches.md): each event is a message; what the client sends is not looked at. */
import type { IncomingMessage } from 'node:http'
import type { Duplex, Writable } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { splitSubprotocols } from '../../authn/websocket-bearer.ts'
import type { StreamWriter } from '../answer/answer.ts'
import { BODY_LIMIT } from '../errors.ts'
import { endWith } from './last-words.ts'
import { drained } from './stream-writer.ts'
import { refusalBytes, refusalOf } from './websocket-handshake.ts'

const NORMAL_CLOSURE = 1000
/** In a stream of bytes each event in protobuf has its length in front; a message has a length of its own. */
const LENGTH_PREFIX_BYTES = 4

const server = new WebSocketServer({
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: BODY_LIMIT,
  autoPong: false,
  handleProtocols: (protocols) => splitSubprotocols([...protocols].join(',')).others[0] ?? false,
})

/** `text`: messages of text, else of bytes. `connection`: what the socket writes to. */
const webSocketWriter = (socket: WebSocket, connection: Writable, text: boolean): StreamWriter => ({
  write: (chunk) => {
    if (socket.readyState !== socket.OPEN) return true
    socket.send(text ? chunk : chunk.subarray(LENGTH_PREFIX_BYTES), { binary: !text })
    return !connection.writableNeedDrain
  },
  drained: () => drained(connection),
  cut: () => socket.terminate(),
  disconnect: () => socket.terminate(),
  end: () => socket.close(NORMAL_CLOSURE),
})

/** What `accept` of an Upgrade does; `head`: what came after the request's. */
export const acceptWebSocket = (
  request: IncomingMessage,
  { socket: connection, head }: { readonly socket: Duplex; readonly head: Buffer },
  contentType: string,
): StreamWriter | undefined => {
  const refusal = refusalOf(request.headers)
  if (refusal !== undefined) {
    endWith(connection, refusalBytes(refusal))
    return undefined
  }
  let writer: StreamWriter | undefined
  server.handleUpgrade(request, connection, head, (socket) => {
    // a broken frame closes the connection, and that is all
    socket.on('error', () => undefined)
    // who takes nothing gets no pongs either: they would pile up
    socket.on('ping', (data: Buffer) => {
      if (!connection.writableNeedDrain) socket.pong(data)
    })
    writer = webSocketWriter(socket, connection, contentType === 'application/json')
  })
  return writer
}
