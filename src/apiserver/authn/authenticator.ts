/** Who is asking? Authenticators look at what a request brings; none of them waits. */
import type { UserInfo } from '../../apimachinery/user.ts'

/** A client's certificate as TLS has taken it: the client holds its key, nothing else has been checked. */
export interface PeerCertificate {
  /** DER */
  readonly certificate: Buffer
  /** what was sent beside it, DER */
  readonly chain: readonly Buffer[]
  /** whether the TLS session was resumed, which brings the certificate without its chain; default: no */
  readonly isResumed?: boolean
}

/** What a request brings. */
export interface Credentials {
  /** the header, as it came */
  readonly authorization: string | undefined
  readonly peer: PeerCertificate | undefined
  /** the `Sec-WebSocket-Protocol` of a request for a WebSocket */
  readonly subprotocols?: string | undefined
}

/**
 * What one authenticator found: a user; an error, when the credentials are of its kind but do not count; undefined, when it
 * has nothing to say. `warning`: for the client, in any case.
 */
export type Finding =
  | { readonly user: UserInfo; readonly warning?: string }
  | { readonly error: string; readonly warning?: string }
  | { readonly warning: string }
  | undefined

export interface CredentialAuthenticator {
  authenticate(credentials: Credentials): Finding
}

/** What all authenticators come to: a user, or 401. */
export interface Authentication {
  /** undefined: answer 401 */
  readonly user: UserInfo | undefined
  /** why not; for the log, never for the client */
  readonly error?: string
  /** text of a `Warning` header */
  readonly warning?: string
}

export interface Authenticator {
  authenticate(credentials: Credentials): Authentication
}
