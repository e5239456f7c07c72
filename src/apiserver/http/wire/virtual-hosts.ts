/**
 * Several servers behind one listener: each request is routed, and the server name selects the
 * certificate.
 */
import { createSecureContext, type SecureContext, type TlsOptions } from 'node:tls'
import { secureContext, type ServingIdentity } from './listener.ts'
import type { AnyRequest, AnyResponse } from './message.ts'

export interface VirtualHosts {
  /** Takes a request for another server; false: the request is for the listener's owner. */
  route(request: AnyRequest, response: AnyResponse): boolean
  /** The identity for a server name (RFC 6066 section 3); undefined: the owner's. */
  identityOf(name: string): Promise<ServingIdentity> | undefined
}

const contexts = new WeakMap<ServingIdentity, SecureContext>()

/** Caches the context of an identity: a context takes the memory of dozens of connections. */
const contextOf = (identity: ServingIdentity): SecureContext => {
  let context = contexts.get(identity)
  if (context === undefined)
    contexts.set(identity, (context = createSecureContext(secureContext(identity))))
  return context
}

/** Falls back to the owner's identity if none is found; the response then says why. */
export const nameCallback =
  (front: VirtualHosts): NonNullable<TlsOptions['SNICallback']> =>
  (name, done) => {
    const coming = front.identityOf(name)
    if (coming === undefined) return done(null)
    coming.then(
      (identity) => done(null, contextOf(identity)),
      () => done(null),
    )
  }
