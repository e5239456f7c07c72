import type { UserInfo } from '../../apimachinery/user.ts'
import type { Attributes, Authorizer } from './authorizer.ts'

export type ResourceQuestion = Pick<Attributes, 'verb' | 'apiGroup' | 'resource'> &
  Partial<Pick<Attributes, 'namespace' | 'subresource' | 'name'>>

/** Reports whether `user` may use a resource; default: cluster-wide, any version, no name. */
export const isAllowed = (
  authorizer: Authorizer,
  user: UserInfo,
  { verb, apiGroup, resource, namespace = '', subresource = '', name = '' }: ResourceQuestion,
): boolean =>
  // V8 copies spread fields slowly
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
