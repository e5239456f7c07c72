import type { Services } from '../../services.ts'
import { ConstrainedImpersonation } from './constrained.ts'
import type { Impersonation } from './impersonation.ts'
import { legacyImpersonation } from './legacy.ts'

export const createImpersonation = ({ release, authorizer }: Services): Impersonation =>
  release.has('ConstrainedImpersonation')
    ? new ConstrainedImpersonation(authorizer)
    : legacyImpersonation(authorizer)
