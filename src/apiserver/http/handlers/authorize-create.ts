import { demand } from '../../authz/demand.ts'
import { attributesOf } from '../gate/attributes.ts'
import type { Target } from './target.ts'

/** Demands the verb create for a write that creates. Throws the 403. */
export const authorizeCreate = ({ call }: Target): void =>
  demand(call.services.authorizer, { ...attributesOf(call.info, call.user), verb: 'create' })
