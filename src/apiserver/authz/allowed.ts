import type { UserInfo } from '../../apimachinery/user.ts'
import type { Attributes, Authorizer } from './authorizer.ts'

export type ResourceQuestion = Pick<Attributes, 'verb' | 'apiGroup' | 'resource'> &
  Partial<Pick<Attributes, 'namespace' | 'apiVersion' | 'subresource' | 'name'>>

/** Reports whether `user` may use a resource; default: cluster-wide, any version, no name. */
export const isAllowed = (
  authorizer: Authorizer,
  user: UserInfo,
  question: ResourceQuestion,
): boolean =>
  authorizer.authorize({
    user,
    resourceRequest: true,
    path: '',
    namespace: '',
    apiVersion: '*',
    subresource: '',
    name: '',
    ...question,
  }).decision === 'allow'
