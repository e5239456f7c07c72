/** A listener that serves several servers: one by the name that a client asks for in the handshake, others as its owner routes them. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import { createSecureContext, type SecureContext } from 'node:tls'
import { secureContext, type ServingIdentity } from './listener.ts'

export type AnyRequest = IncomingMessage | Http2ServerRequest
export type AnyResponse = ServerResponse | Http2ServerResponse

export interface Front {
  /** Takes a request that is for another server; false: it is for the listener's owner. */
  route(request: AnyRequest, response: AnyResponse): boolean
  /** Who the listener is under a name (RFC 6066 section 3), as a client writes it; undefined: its owner. */
  identityOf(name: string): Promise<ServingIdentity> | undefined
}

const contexts = new WeakMap<ServingIdentity, SecureContext>()

/** Of an identity that many connections ask for: it weighs as much as some dozens of them. */
const contextOf = (identity: ServingIdentity): SecureContext => {
  let context = contexts.get(identity)
  if (context === undefined)
    contexts.set(identity, (context = createSecureContext(secureContext(identity))))
  return context
}

type NameCallback = (
  name: string,
  done: (error: Error | null, context?: SecureContext) => void,
) => void

/** Whoever cannot be served under a name is told so by the answer: the handshake is the owner's then. */
export const nameCallback =
  (front: Front): NameCallback =>
  (name, done) => {
    const coming = front.identityOf(name)
    if (coming === undefined) return done(null)
    coming.then(
      (identity) => done(null, contextOf(identity)),
      () => done(null),
    )
  }
