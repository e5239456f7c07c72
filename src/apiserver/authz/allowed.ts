import type { UserInfo } from '../../apimachinery/user.ts'
import type { Attributes, Authorizer } from './authorizer.ts'

export type ResourceQuestion = Pick<Attributes, 'verb' | 'apiGroup' | 'resource'> &
  Partial<Pick<Attributes, 'namespace' | 'subresource' | 'name'>>

/** Default: cluster-wide, any version, no name. */
export const isAllowed = (
  authorizer: Authorizer,
  user: UserInfo,
  { verb, apiGroup, resource, namespace = '', subresource = '', name = '' }: ResourceQuestion,
): boolean =>
  // no spread, which V8 copies slowly
  authorizer.authorize({
    user,
    verb,
    resourceRequest: true,
    path: '',
    namespace,
    apiGroup,
    apiVersion: '*',
    resource,
    subresource,
    name,
  }).decision === 'allow'
