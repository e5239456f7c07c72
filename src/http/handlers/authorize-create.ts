import { forbidden } from '../../authz/forbidden.ts'
import { attributesOf } from '../gate/authorize.ts'
import type { Target } from './target.ts'

/** A write that turns out to create needs the verb create as well. Throws the 403. */
export const authorizeCreate = ({ call }: Target): void => {
  const attributes = { ...attributesOf(call.info, call.user), verb: 'create' }
  const decision = call.services.authorizer.authorize(attributes)
  if (decision.decision !== 'allow') throw forbidden(attributes, decision)
}
