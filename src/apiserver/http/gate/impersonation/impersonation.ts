/** Whom a request counts for. */
import type { UserInfo } from '../../../../apimachinery/user.ts'
import type { WantedUser } from '../../../authn/impersonation-headers.ts'
import type { Attributes } from '../../../authz/authorizer.ts'

export interface Impersonated {
  readonly user: UserInfo
  /** the verb that allowed it, where it was a constrained one */
  readonly constraint?: string
}

export interface Impersonation {
  /** Who the requestor becomes; `request` is what they ask for, in their own name. Throws StatusErrors, or ImpersonationError. */
  of(wanted: WantedUser, request: Attributes): Impersonated
}
