/** Impersonation as it was before it could be constrained: all or nothing, with the verb `impersonate`. */
import type { UserInfo } from '../../../../apimachinery/user.ts'
import { type ImpersonationCheck, impersonationOf } from '../../../authn/impersonation.ts'
import type { Attributes, Authorizer } from '../../../authz/authorizer.ts'
import { demand } from '../authorize.ts'
import type { Impersonation } from './impersonation.ts'

const attributesOf = (user: UserInfo, path: string, check: ImpersonationCheck): Attributes => ({
  user,
  verb: 'impersonate',
  resourceRequest: true,
  path,
  ...check,
})

/** Throws the 403 of the first thing that the requestor may not impersonate, and ImpersonationError for headers that name no user. */
export const legacyImpersonation = (authorizer: Authorizer): Impersonation => ({
  of: (wanted, { user: requestor, path }) => {
    const { checks, user } = impersonationOf(wanted)
    for (const check of checks) demand(authorizer, attributesOf(requestor, path, check))
    return { user }
  },
})
