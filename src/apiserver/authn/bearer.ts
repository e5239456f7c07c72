/** Bearer tokens (`k8s.io/apiserver/pkg/authentication/request/bearertoken`). */
import { aggregateErrors } from '../../apimachinery/aggregate.ts'
import { isTooLong, TOO_LONG } from '../../apimachinery/text/long-text.ts'
import type { UserInfo } from '../../apimachinery/user.ts'
import { API_AUDIENCES } from './audiences.ts'
import type { CredentialAuthenticator } from './authenticator.ts'
import { withAuthenticatedGroup } from './groups.ts'

/** A TokenAuthenticator may also return audiences of the token that were not requested. */
export type TokenFinding =
  { readonly user: UserInfo; readonly audiences: readonly string[] } | { readonly error: string }

/**
 * Authenticates one kind of token. Returns undefined for other kinds, and for an invalid
 * bootstrap token, so that token ids cannot be guessed.
 */
export type TokenAuthenticator = (
  token: string,
  audiences: readonly string[],
) => TokenFinding | undefined

/** Without `audiences`, the token must be for the API server. */
export type AuthenticateToken = (token: string, audiences?: readonly string[]) => TokenFinding

const EXTRA_SPACE =
  'the provided Authorization header contains extra space before the bearer token, and is ignored'

export const bearerTokenOf = (
  authorization: string | undefined,
): { readonly token?: string; readonly warning?: string } => {
  const header = authorization?.trim() ?? ''
  // a token contains no space; text after the token is ignored
  const [scheme = '', token = '', ...rest] = header.split(' ', 3)
  if (scheme.toLowerCase() !== 'bearer') return {}
  if (token !== '') return { token }
  return rest.length > 0 ? { warning: EXTRA_SPACE } : {}
}

/** Tries authenticators in turn. */
export const tokenAuthenticator =
  (authenticators: readonly TokenAuthenticator[]): AuthenticateToken =>
  (token, audiences = []) => {
    if (isTooLong(token)) return { error: `invalid bearer token: ${TOO_LONG}` }
    const wanted = audiences.length === 0 ? API_AUDIENCES : audiences
    const errors = ['invalid bearer token']
    for (const authenticate of authenticators) {
      const finding = authenticate(token, wanted)
      if (finding === undefined) continue
      if ('error' in finding) {
        errors.push(finding.error)
        continue
      }
      const shared = finding.audiences.filter((audience) => wanted.includes(audience))
      if (shared.length > 0)
        return { user: withAuthenticatedGroup(finding.user), audiences: shared }
    }
    return { error: aggregateErrors(errors) }
  }

export const bearerAuthenticator =
  (authenticate: AuthenticateToken): CredentialAuthenticator =>
  ({ authorization }) => {
    const found = bearerTokenOf(authorization)
    return found.token === undefined ? found : authenticate(found.token)
  }
