import type { UserInfo } from '../../../../apimachinery/user.ts'
import type { RequestedUser } from './headers.ts'
import type { Attributes } from '../../../authz/authorizer.ts'

export interface Impersonated {
  readonly user: UserInfo
  /** verb; undefined in the legacy mode */
  readonly constraint?: string
}

/** The user of `request` is the requestor. Throws StatusErrors and ImpersonationError. */
export type Impersonation = (wanted: RequestedUser, request: Attributes) => Impersonated
