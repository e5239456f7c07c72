import type { UserInfo } from '../../apimachinery/user.ts'

/** Client certificate from TLS: the client holds its key; nothing else is verified. */
export interface PeerCertificate {
  /** DER */
  readonly certificate: Buffer
  /** other certificates that the client sent, DER */
  readonly chain: readonly Buffer[]
  /** whether the TLS session was resumed, which omits the chain; default: no */
  readonly isResumed?: boolean
}

export interface PresentedCredentials {
  readonly authorization: string | undefined
  readonly peer: PeerCertificate | undefined
  /** `Sec-WebSocket-Protocol` header */
  readonly subprotocols?: string | undefined
}

/**
 * Result of one authenticator. Without credentials of its kind: undefined, or only a warning. The
 * client gets every warning.
 */
export type CredentialFinding =
  | { readonly user: UserInfo; readonly warning?: string }
  | { readonly error: string; readonly warning?: string }
  | { readonly warning: string }
  | undefined

export type CredentialAuthenticator = (credentials: PresentedCredentials) => CredentialFinding

export interface Authentication {
  /** undefined: the answer is 401 */
  readonly user: UserInfo | undefined
  /** text of a `Warning` header */
  readonly warning?: string
}

export type Authenticator = (credentials: PresentedCredentials) => Authentication
