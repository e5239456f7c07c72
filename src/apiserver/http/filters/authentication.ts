import { unauthorized } from '../../../apimachinery/status.ts'
import { SYSTEM_ANONYMOUS } from '../../../apimachinery/user.ts'
import { warningHeaders } from '../answer/warnings.ts'
import type { Arrival, Authenticated, Received } from '../call.ts'
import { setOwner } from '../limits/owner.ts'
import { endWithAnswer, limitToOneRequest } from '../wire/connections.ts'
import { peerOf } from '../wire/peer.ts'
import { upgradeOf } from '../wire/upgrade.ts'
import type { AnyRequest } from '../wire/message.ts'
import { beginAudit } from './audit.ts'

/** Ignores the subprotocols unless the request is for a WebSocket. */
export const credentialsOf = (request: AnyRequest) => ({
  authorization: request.headers.authorization,
  peer: peerOf(request),
  subprotocols:
    upgradeOf(request) === undefined ? undefined : request.headers['sec-websocket-protocol'],
})

/**
 * Finds the user (`WithAuthentication`). Strangers have limits of their own, so that they cannot use
 * up those of users. Throws 401, and TooManyRequests.
 */
export const authenticate = (call: Arrival & Received): Authenticated => {
  const { cluster, request, response, reply } = call
  const credentials = credentialsOf(request)
  const { peer } = credentials
  const { user, warning } = cluster.authenticate(credentials)
  if (warning !== undefined) reply.header('warning', warningHeaders([warning]))
  if (user === undefined && peer !== undefined) endWithAnswer(response)
  const lifetime = peer && (peer.notAfter - cluster.clock.now()) / 1000
  cluster.metrics.authenticated(user !== undefined, lifetime)
  const isStranger = user === undefined || user.name === SYSTEM_ANONYMOUS
  setOwner(request, isStranger ? SYSTEM_ANONYMOUS : user.name)
  if (isStranger) limitToOneRequest(request)
  cluster.allowance?.admit(isStranger ? (request.socket.remoteAddress ?? '') : undefined)
  if (user !== undefined) return { asker: user }
  // `WithFailedAuthenticationAudit`
  Object.assign(call, beginAudit(call, undefined))
  throw unauthorized()
}
