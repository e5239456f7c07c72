import type { UserInfo } from '../../apimachinery/user.ts'
import type { ShownCertificates } from '../../ca/client-certificate.ts'

export interface PresentedCredentials {
  readonly authorization: string | undefined
  readonly peer: ShownCertificates | undefined
  /** `Sec-WebSocket-Protocol` header */
  readonly subprotocols?: string | undefined
}

/** A user, an error, or neither if the authenticator finds no credentials of its kind. */
export type CredentialFinding =
  { readonly user?: UserInfo; readonly error?: string; readonly warning?: string } | undefined

export type CredentialAuthenticator = (credentials: PresentedCredentials) => CredentialFinding

interface Authentication {
  /** undefined: the answer is 401 */
  readonly user: UserInfo | undefined
  /** for a `Warning` header */
  readonly warning?: string
}

export type Authenticator = (credentials: PresentedCredentials) => Authentication
