import { SYSTEM_MASTERS } from '../../apimachinery/user.ts'
import type { Authorizer, Decision } from './authorizer.ts'

const ALLOW: Decision = { decision: 'allow', reason: '' }
const NO_OPINION: Decision = { decision: 'no-opinion', reason: '' }

/** Allows everything to `system:masters`, without a reason. */
export const privilegedAuthorizer: Authorizer = {
  authorize: ({ user }) => (user.groups.includes(SYSTEM_MASTERS) ? ALLOW : NO_OPINION),
}
