import type { Release } from '../../../../apimachinery/release/release.ts'
import type { Authorizer } from '../../../authz/authorizer.ts'
import type { Arrival, Recorded, Authenticated, Identified, Received } from '../../call.ts'
import { setOwner } from '../../limits/owner.ts'
import { attributesOf, refusable } from '../authorization.ts'
import type { Impersonation } from './checks.ts'
import { constrainedImpersonation } from './constrained.ts'
import { wantedUser } from './headers.ts'
import { legacyImpersonation } from './legacy.ts'

export const impersonationOf = (authorizer: Authorizer, release: Release): Impersonation =>
  release.has('ConstrainedImpersonation')
    ? constrainedImpersonation(authorizer)
    : legacyImpersonation(authorizer)

/**
 * Replaces the user if headers ask for another one (`WithImpersonation`). Throws 400 and 403, and
 * ImpersonationError.
 */
export const impersonate = (call: Arrival & Received & Authenticated & Recorded): Identified => {
  const { cluster, request, info, asker } = call
  const wanted = wantedUser(request.rawHeaders)
  if (wanted === undefined) return { user: asker }
  const { user, constraint } = refusable(call, () =>
    cluster.impersonation(wanted, attributesOf(info, asker)),
  )
  call.audit?.impersonates(user, constraint)
  setOwner(request, user.name)
  return { user }
}
