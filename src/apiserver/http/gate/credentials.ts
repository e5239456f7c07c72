import { peerOf } from '../wire/peer.ts'
import { upgradeOf } from '../wire/upgrade.ts'
import type { AnyRequest } from '../wire/message.ts'

/** Ignores the subprotocols unless the request is for a WebSocket. */
export const credentialsOf = (request: AnyRequest) => ({
  authorization: request.headers.authorization,
  peer: peerOf(request),
  subprotocols:
    upgradeOf(request) === undefined ? undefined : request.headers['sec-websocket-protocol'],
})
