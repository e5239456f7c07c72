import { aggregateErrors } from '../../apimachinery/aggregate.ts'
import type { UserInfo } from '../../apimachinery/user.ts'
import type {
  Authentication,
  Authenticator,
  CredentialAuthenticator,
  Credentials,
} from './authenticator.ts'
import { withAuthenticatedGroup } from './groups.ts'

/**
 * Asks authenticators in turn; the first that finds a user decides. If none does and any had an error, the request is refused: a
 * wrong token is worse than none. If none had anything to say, `fallback` decides: the anonymous user, or nobody.
 */
export class UnionAuthenticator implements Authenticator {
  readonly #authenticators: readonly CredentialAuthenticator[]
  readonly #fallback: UserInfo | undefined

  constructor(authenticators: readonly CredentialAuthenticator[], fallback: UserInfo | undefined) {
    this.#authenticators = authenticators
    this.#fallback = fallback
  }

  authenticate(credentials: Credentials): Authentication {
    const errors: string[] = []
    let warned: { readonly warning?: string } = {}
    for (const authenticator of this.#authenticators) {
      const finding = authenticator.authenticate(credentials)
      if (finding === undefined) continue
      if (finding.warning !== undefined) warned = { warning: finding.warning }
      if ('user' in finding) return { user: withAuthenticatedGroup(finding.user), ...warned }
      if ('error' in finding) errors.push(finding.error)
    }
    if (errors.length === 0) return { user: this.#fallback, ...warned }
    return { user: undefined, error: aggregateErrors(errors), ...warned }
  }
}
