import type { UserInfo } from '../../../apimachinery/user.ts'
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
