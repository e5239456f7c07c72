/** Impersonation before 1.36: all or nothing, with the verb `impersonate`. */
import type { UserInfo } from '../../../../apimachinery/user.ts'
import { type ImpersonationCheck, impersonationOf } from '../../../authn/impersonation.ts'
import type { Attributes, Authorizer } from '../../../authz/authorizer.ts'
import { demand } from '../../../authz/demand.ts'
import type { Impersonation } from './impersonation.ts'

const attributesOf = (user: UserInfo, path: string, check: ImpersonationCheck): Attributes => ({
  user,
  verb: 'impersonate',
  resourceRequest: true,
  path,
  ...check,
})

/** Throws the first 403, and ImpersonationError for headers without a user. */
export const legacyImpersonation = (authorizer: Authorizer): Impersonation => ({
  of: (wanted, { user: requestor, path }) => {
    const { checks, user } = impersonationOf(wanted)
    for (const check of checks) demand(authorizer, attributesOf(requestor, path, check))
    return { user }
  },
})
