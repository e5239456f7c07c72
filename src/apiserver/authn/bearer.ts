/** Bearer tokens: the header, and who is asked about a token (`k8s.io/apiserver/pkg/authentication/request/bearertoken`). */
import { aggregateErrors } from '../../apimachinery/aggregate.ts'
import { isTooLong, TOO_LONG } from '../../apimachinery/text/long-text.ts'
import type { UserInfo } from '../../apimachinery/user.ts'
import type { CredentialAuthenticator, Credentials, Finding } from './authenticator.ts'
import { withAuthenticatedGroup } from './groups.ts'

/** `audiences`: those of the wanted ones that the token is for. */
export type TokenFinding =
  { readonly user: UserInfo; readonly audiences: readonly string[] } | { readonly error: string }

/**
 * One kind of token. `audiences`: whom the token must be for, one of them at least. Undefined: no token of this kind, or one
 * that must not be told from none.
 */
export interface TokenAuthenticator {
  authenticateToken(token: string, audiences: readonly string[]): TokenFinding | undefined
}

const EXTRA_SPACE =
  'the provided Authorization header contains extra space before the bearer token, and is ignored'

/** The token of an `Authorization` header; none for other schemes. */
export const bearerTokenOf = (
  authorization: string | undefined,
): { readonly token?: string; readonly warning?: string } => {
  const header = authorization?.trim() ?? ''
  // tokens hold no space; what follows one is passed over
  const [scheme = '', token = '', ...rest] = header.split(' ', 3)
  if (scheme.toLowerCase() !== 'bearer') return {}
  if (token !== '') return { token }
  return rest.length > 0 ? { warning: EXTRA_SPACE } : {}
}

export class BearerAuthenticator implements CredentialAuthenticator {
  readonly #authenticators: readonly TokenAuthenticator[]
  readonly #apiAudiences: readonly string[]

  /** `apiAudiences`: names of the API server; a token that logs in must be for one of them. */
  constructor(authenticators: readonly TokenAuthenticator[], apiAudiences: readonly string[]) {
    this.#authenticators = authenticators
    this.#apiAudiences = apiAudiences
  }

  authenticate({ authorization }: Credentials): Finding {
    const { token, warning } = bearerTokenOf(authorization)
    if (token === undefined) return warning === undefined ? undefined : { warning }
    return this.authenticateToken(token)
  }

  /**
   * Whose token it is, as a TokenReview asks; the user is in `system:authenticated`. Without audiences it must be for the API
   * server.
   */
  authenticateToken(token: string, audiences: readonly string[] = []): TokenFinding {
    if (isTooLong(token)) return { error: `invalid bearer token: ${TOO_LONG}` }
    const wanted = audiences.length === 0 ? this.#apiAudiences : audiences
    const errors = ['invalid bearer token']
    for (const authenticator of this.#authenticators) {
      const finding = authenticator.authenticateToken(token, wanted)
      if (finding === undefined) continue
      if ('user' in finding) return { ...finding, user: withAuthenticatedGroup(finding.user) }
      errors.push(finding.error)
    }
    return { error: aggregateErrors(errors) }
  }
}
