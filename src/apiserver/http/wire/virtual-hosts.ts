/** Several servers behind one listener. */
import { createSecureContext, type TlsOptions } from 'node:tls'
import { withCache } from '../../../apimachinery/with-cache.ts'
import { secureContext, type ServingIdentity } from './listener.ts'
import type { AnyRequest, AnyResponse } from './message.ts'

export interface VirtualHosts {
  /** Returns false for a request to the listener's owner. */
  route(request: AnyRequest, response: AnyResponse): boolean
  /** `name`: the client's SNI (RFC 6066 section 3). Returns undefined for the owner's identity. */
  identityOf(name: string): Promise<ServingIdentity> | undefined
}

/** Caches contexts by identity: a context takes the memory of dozens of connections. */
const contextOf = withCache((identity: ServingIdentity) =>
  createSecureContext(secureContext(identity)),
)

/** Falls back to the owner's identity if `front` finds none or fails. */
export const nameCallback =
  (front: VirtualHosts): NonNullable<TlsOptions['SNICallback']> =>
  (name, done) => {
    const coming = front.identityOf(name)
    if (coming === undefined) return done(null)
    coming.then(contextOf).then(
      (context) => done(null, context),
      () => done(null),
    )
  }
