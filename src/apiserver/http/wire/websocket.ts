/** Sends the events of a watch over a WebSocket, one message per event. */
import type { IncomingMessage } from 'node:http'
import type { Duplex, Writable } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { splitSubprotocols } from '../../authn/websocket-bearer.ts'
import type { StreamWriter } from '../answer/answer.ts'
import { BODY_LIMIT } from '../limits/uploads.ts'
import { endWith } from './last-words.ts'
import { eventOrClose } from './event-or-close.ts'
import { refusalOf } from './websocket-handshake.ts'

const NORMAL_CLOSURE = 1000
/** length prefix of a protobuf event; a WebSocket message needs none */
const LENGTH_PREFIX_BYTES = 4

const server = new WebSocketServer({
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: BODY_LIMIT,
  autoPong: false,
  handleProtocols: (protocols) => splitSubprotocols([...protocols].join(',')).others[0] ?? false,
})

/** `text`: send text messages, not binary ones. */
const webSocketWriter = (socket: WebSocket, connection: Writable, text: boolean): StreamWriter => ({
  write: (chunk) => {
    if (socket.readyState !== socket.OPEN) return true
    socket.send(text ? chunk : chunk.subarray(LENGTH_PREFIX_BYTES), { binary: !text })
    return !connection.writableNeedDrain
  },
  drained: () => eventOrClose(connection, 'drain'),
  cut: () => socket.terminate(),
  disconnect: () => socket.terminate(),
  end: () => socket.close(NORMAL_CLOSURE),
})

/** `head`: bytes that the client sent after the request. */
export const acceptWebSocket = (
  request: IncomingMessage,
  { socket: connection, head }: { readonly socket: Duplex; readonly head: Buffer },
  contentType: string,
): StreamWriter | undefined => {
  const refusal = refusalOf(request.headers)
  if (refusal !== undefined) {
    endWith(connection, refusal)
    return undefined
  }
  let writer: StreamWriter | undefined
  server.handleUpgrade(request, connection, head, (socket) => {
    // a broken frame only closes the connection
    socket.on('error', () => undefined)
    // pongs for a client that reads nothing would pile up
    socket.on('ping', (data: Buffer) => {
      if (!connection.writableNeedDrain) socket.pong(data)
    })
    writer = webSocketWriter(socket, connection, contentType === 'application/json')
  })
  return writer
}
