import { attributesOf, demand } from '../gate/authorize.ts'
import type { Target } from './target.ts'

/** A write that turns out to create needs the verb create as well. Throws the 403. */
export const authorizeCreate = ({ call }: Target): void =>
  demand(call.services.authorizer, { ...attributesOf(call.info, call.user), verb: 'create' })
