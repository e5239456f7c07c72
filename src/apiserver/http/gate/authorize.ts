import type { UserInfo } from '../../../apimachinery/user.ts'
import type { Attributes, Authorizer } from '../../authz/authorizer.ts'
import { forbidden } from '../../authz/forbidden.ts'
import type { RequestInfo } from '../request-info.ts'

export const attributesOf = (info: RequestInfo, user: UserInfo): Attributes => ({
  user,
  verb: info.verb,
  resourceRequest: info.isResourceRequest,
  path: info.path,
  namespace: info.namespace,
  apiGroup: info.apiGroup,
  apiVersion: info.apiVersion,
  resource: info.resource,
  subresource: info.subresource,
  name: info.name,
  fieldSelector: info.fieldSelector,
})

/** Throws the 403 unless the authorizer allows it. */
export const demand = (authorizer: Authorizer, attributes: Attributes): void => {
  const decision = authorizer.authorize(attributes)
  if (decision.decision !== 'allow') throw forbidden(attributes, decision)
}

interface DecisionRecord {
  decided(allowed: boolean, reason: string): void
}

/**
 * Throws the 403 unless the user may do this. Runs before routing: unknown paths are forbidden too.
 */
export const authorize = (
  authorizer: Authorizer,
  info: RequestInfo,
  user: UserInfo,
  record?: DecisionRecord,
): void => {
  const attributes = attributesOf(info, user)
  const decision = authorizer.authorize(attributes)
  const isAllowed = decision.decision === 'allow'
  record?.decided(isAllowed, decision.reason)
  if (!isAllowed) throw forbidden(attributes, decision)
}
