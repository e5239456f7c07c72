/** Whose a request is before anybody has looked at its credentials, so that looking at them can be shared out too. */
import type { IncomingMessage } from 'node:http'
import type { Http2ServerRequest } from 'node:http2'

type Incoming = IncomingMessage | Http2ServerRequest

/** The name of a user, or the connection of somebody of whom nothing is known yet. */
export type Owner = string | object

/** By connection: whose its last request was. */
const users = new WeakMap<object, string>()

const connectionOf = (request: Incoming): object =>
  'stream' in request ? (request.stream.session ?? request) : request.socket

/** Whose the last request on the same connection was; the first one's owner is its connection, so that nobody waits behind a stranger. */
export const ownerOf = (request: Incoming): Owner => {
  const connection = connectionOf(request)
  return users.get(connection) ?? connection
}

/** Says whose a request has turned out to be. */
export const setOwner = (request: Incoming, user: string): void =>
  void users.set(connectionOf(request), user)

/** Whether whoever made a request has gone, so that nothing has to be done for it. */
export const hasGone = (request: Incoming): boolean =>
  'stream' in request ? request.stream.destroyed : request.destroyed
