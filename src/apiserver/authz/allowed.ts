import type { UserInfo } from '../../apimachinery/user.ts'
import { type Attributes, type Authorizer, NO_ATTRIBUTES } from './authorizer.ts'

export type ResourceQuestion = Pick<Attributes, 'verb' | 'apiGroup' | 'resource'> &
  Partial<Pick<Attributes, 'namespace' | 'apiVersion' | 'subresource' | 'name'>>

/** Reports whether `user` may use a resource; default: cluster-wide, any version, no name. */
export const isAllowed = (
  authorizer: Authorizer,
  user: UserInfo,
  question: ResourceQuestion,
): boolean =>
  authorizer.authorize({
    ...NO_ATTRIBUTES,
    user,
    resourceRequest: true,
    apiVersion: '*',
    ...question,
  }).decision === 'allow'
