import type { IncomingMessage } from 'node:http'
import type { Http2ServerRequest } from 'node:http2'
import { peerOf } from '../wire/peer.ts'
import { upgradeOf } from '../wire/upgrade.ts'

/** What a request brings to prove who sent it; subprotocols count only where a WebSocket is asked for. */
export const credentialsOf = (request: IncomingMessage | Http2ServerRequest) => ({
  authorization: request.headers.authorization,
  peer: peerOf(request),
  subprotocols:
    upgradeOf(request) === undefined ? undefined : request.headers['sec-websocket-protocol'],
})
