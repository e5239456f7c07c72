import { randomUUID } from 'node:crypto'
import { StatusError } from '../../../apimachinery/status.ts'
import type { UserInfo } from '../../../apimachinery/user.ts'
import { demand } from '../../authz/demand.ts'
import type { Arrival, Recorded, Identified, Received } from '../call.ts'
import type { RequestInfo } from '../request-info.ts'

/** Copies each field by name, since a spread would take a microsecond. */
export const attributesOf = <User extends UserInfo | undefined>(info: RequestInfo, user: User) => ({
  user,
  verb: info.verb,
  resourceRequest: info.resourceRequest,
  path: info.path,
  namespace: info.namespace,
  apiGroup: info.apiGroup,
  apiVersion: info.apiVersion,
  resource: info.resource,
  subresource: info.subresource,
  name: info.name,
  fieldSelector: info.fieldSelector,
})

/** Sets `nosniff` on refusals, like `responsewriters.RespondWithError`. */
export const refusable = <T>({ reply }: Arrival, check: () => T): T => {
  try {
    return check()
  } catch (error) {
    if (error instanceof StatusError) reply.header('x-content-type-options', 'nosniff')
    throw error
  }
}

const FLOW_SCHEMA_UID = randomUUID()
const PRIORITY_LEVEL_UID = randomUUID()

/** Names a flow schema and a priority level (`WithPriorityAndFairness`), which csrlab lacks. */
export const classify = ({ reply }: Arrival): void => {
  reply
    .header('x-kubernetes-pf-flowschema-uid', FLOW_SCHEMA_UID)
    .header('x-kubernetes-pf-prioritylevel-uid', PRIORITY_LEVEL_UID)
}

/**
 * Asks the authorizer (`WithAuthorization`). Authorization precedes routing, so a forbidden unknown
 * path gets a 403, not a 404. Throws 403.
 */
export const authorize = (call: Arrival & Received & Recorded & Identified): void =>
  refusable(call, () =>
    demand(call.cluster.authorizer, attributesOf(call.info, call.user), call.audit),
  )
