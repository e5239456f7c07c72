import { anonymous } from './anonymous.ts'
import type { Authenticator, CredentialAuthenticator } from './authenticator.ts'
import { withAuthenticatedGroup } from './groups.ts'

/**
 * Authenticates as the first user that an authenticator finds. If none finds a user, any error
 * rejects the request; without errors, the user is anonymous.
 */
export const unionAuthenticator =
  (authenticators: readonly CredentialAuthenticator[]): Authenticator =>
  (credentials) => {
    let isRejected = false
    let warned: { readonly warning?: string } = {}
    for (const authenticate of authenticators) {
      const { user, error, warning } = authenticate(credentials) ?? {}
      if (warning !== undefined) warned = { warning }
      if (user !== undefined) return { user: withAuthenticatedGroup(user), ...warned }
      isRejected ||= error !== undefined
    }
    return { user: isRejected ? undefined : anonymous, ...warned }
  }
