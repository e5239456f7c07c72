import type { UserInfo } from '../../apimachinery/user.ts'
import type { Attributes, Authorizer } from './authorizer.ts'

export type ResourceQuestion = Pick<Attributes, 'verb' | 'apiGroup' | 'resource'> &
  Partial<Pick<Attributes, 'namespace' | 'subresource' | 'name'>>

/** Defaults: cluster-wide, no subresource, no name. Asks for the API version `*`. */
export const isAllowed = (
  authorizer: Authorizer,
  user: UserInfo,
  { verb, apiGroup, resource, namespace = '', subresource = '', name = '' }: ResourceQuestion,
): boolean =>
  // an object spread would be slower in V8
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
