import type { UserInfo } from '../../api/user.ts'
import { type ImpersonationCheck, impersonationOf } from '../../authn/impersonation.ts'
import type { Attributes, Authorizer } from '../../authz/authorizer.ts'
import { forbidden } from '../../authz/forbidden.ts'

const attributesOf = (user: UserInfo, path: string, check: ImpersonationCheck): Attributes => ({
  user,
  verb: 'impersonate',
  resourceRequest: true,
  path,
  ...check,
})

/**
 * Whom the request counts for once its `Impersonate-*` headers are read: the user itself when there are none. Throws the 403 of
 * the first thing that the user may not impersonate, and ImpersonationError for headers that name no user.
 */
export const impersonate = (
  rawHeaders: readonly string[],
  path: string,
  user: UserInfo,
  authorizer: Authorizer,
): UserInfo => {
  const wanted = impersonationOf(rawHeaders)
  if (wanted === undefined) return user
  for (const check of wanted.checks) {
    const attributes = attributesOf(user, path, check)
    const decision = authorizer.authorize(attributes)
    if (decision.decision !== 'allow') throw forbidden(attributes, decision)
  }
  return wanted.user
}
