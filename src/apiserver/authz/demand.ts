import type { Attributes, Authorizer } from './authorizer.ts'
import { forbidden } from './forbidden.ts'

interface DecisionRecord {
  decided(allowed: boolean, reason: string): void
}

/** Throws the 403 unless the request is allowed. */
export const demand = (
  authorizer: Authorizer,
  attributes: Attributes,
  record?: DecisionRecord,
): void => {
  const decision = authorizer.authorize(attributes)
  const isAllowed = decision.decision === 'allow'
  record?.decided(isAllowed, decision.reason)
  if (!isAllowed) throw forbidden(attributes, decision)
}
