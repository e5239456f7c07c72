import type { UserInfo } from '../../../apimachinery/user.ts'
import type { Attributes } from '../../authz/authorizer.ts'
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
