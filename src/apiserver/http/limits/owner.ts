/** Presumes which user sent a request, since users take turns even before authentication. */
import type { AnyRequest } from '../wire/message.ts'

/** a user name, or a connection without an earlier request */
export type Owner = string | object

/** user of the last request, by connection */
const users = new WeakMap<object, string>()

const connectionOf = (request: AnyRequest): object =>
  'stream' in request ? (request.stream.session ?? request) : request.socket

/**
 * Returns the user of the connection's last request, or else the connection. Thus, after a first
 * request, all connections of a user have one owner, and so do all anonymous connections.
 */
export const ownerOf = (request: AnyRequest): Owner => {
  const connection = connectionOf(request)
  return users.get(connection) ?? connection
}

export const setOwner = (request: AnyRequest, user: string): void =>
  void users.set(connectionOf(request), user)

export const hasGone = (request: AnyRequest): boolean =>
  'stream' in request ? request.stream.destroyed : request.destroyed
