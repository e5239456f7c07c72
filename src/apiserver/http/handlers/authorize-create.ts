import { demand } from '../../authz/demand.ts'
import type { Target } from './target.ts'

/** Demands the verb create for a write that creates. Throws the 403. */
export const authorizeCreate = ({ call }: Target): void =>
  demand(call.services.authorizer, { ...call.info, user: call.user, verb: 'create' })
