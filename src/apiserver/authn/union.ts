import { anonymous } from './anonymous.ts'
import type { Authenticator, CredentialAuthenticator } from './authenticator.ts'
import { withAuthenticatedGroup } from './groups.ts'

/**
 * Tries authenticators in turn; the first user wins. Otherwise any error rejects the request.
 * Without credentials, the user is anonymous.
 */
export const unionAuthenticator =
  (authenticators: readonly CredentialAuthenticator[]): Authenticator =>
  (credentials) => {
    let isRejected = false
    let warned: { readonly warning?: string } = {}
    for (const authenticate of authenticators) {
      const finding = authenticate(credentials)
      if (finding === undefined) continue
      if (finding.warning !== undefined) warned = { warning: finding.warning }
      if ('user' in finding) return { user: withAuthenticatedGroup(finding.user), ...warned }
      if ('error' in finding) isRejected = true
    }
    return { user: isRejected ? undefined : anonymous, ...warned }
  }
