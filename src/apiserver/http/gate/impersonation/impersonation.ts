import type { UserInfo } from '../../../../apimachinery/user.ts'
import type { RequestedUser } from './headers.ts'
import type { Attributes } from '../../../authz/authorizer.ts'

export interface Impersonated {
  readonly user: UserInfo
  /** the verb of constrained impersonation */
  readonly constraint?: string
}

/**
 * Returns the impersonated user; the user of `request` is the requestor. Throws StatusErrors, or
 * ImpersonationError.
 */
export type Impersonation = (wanted: RequestedUser, request: Attributes) => Impersonated
