import type { IncomingMessage } from 'node:http'
import type { Http2ServerRequest } from 'node:http2'
import { peerOf } from '../wire/peer.ts'
import { upgradeOf } from '../wire/upgrade.ts'

/** Returns the credentials of a request; subprotocols count only for a WebSocket. */
export const credentialsOf = (request: IncomingMessage | Http2ServerRequest) => ({
  authorization: request.headers.authorization,
  peer: peerOf(request),
  subprotocols:
    upgradeOf(request) === undefined ? undefined : request.headers['sec-websocket-protocol'],
})
