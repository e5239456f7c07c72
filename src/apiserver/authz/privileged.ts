import { SYSTEM_MASTERS } from '../../apimachinery/user.ts'
import { ALLOW, type Authorizer, NO_OPINION } from './authorizer.ts'

/** Allows everything to `system:masters`. Unlike RBAC, the decision states no reason. */
export const privilegedAuthorizer: Authorizer = {
  authorize: ({ user }) => (user.groups.includes(SYSTEM_MASTERS) ? ALLOW : NO_OPINION),
}
