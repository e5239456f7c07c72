import type { UserInfo } from '../../apimachinery/user.ts'
import type { ShownCertificates } from '../../ca/client-certificate.ts'

export interface PresentedCredentials {
  readonly authorization: string | undefined
  readonly peer: ShownCertificates | undefined
  /** `Sec-WebSocket-Protocol` header */
  readonly subprotocols?: string | undefined
}

/**
 * Result of one authenticator: a user, an error, or neither without credentials of its kind. The
 * client gets every warning.
 */
export type CredentialFinding =
  { readonly user?: UserInfo; readonly error?: string; readonly warning?: string } | undefined

export type CredentialAuthenticator = (credentials: PresentedCredentials) => CredentialFinding

export interface Authentication {
  /** undefined: the answer is 401 */
  readonly user: UserInfo | undefined
  /** text of a `Warning` header */
  readonly warning?: string
}

export type Authenticator = (credentials: PresentedCredentials) => Authentication
