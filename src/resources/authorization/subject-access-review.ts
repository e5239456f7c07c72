import {
  AUTHORIZATION_GROUP,
  type SelfSubjectAccessReview,
  type SubjectAccessReview,
} from '../../apis/authorization.ts'
import type { Authorizer } from '../../apiserver/authz/authorizer.ts'
import { withNamespace } from '../../apiserver/registry/create.ts'
import type { PostedResource } from '../../apiserver/registry/resource.ts'
import { refuseInvalid, statusFor, subjectOf } from './answer.ts'
import { validateLocalReview, validateSelfReview, validateSubjectReview } from './validation.ts'

const GROUP_VERSION = { group: AUTHORIZATION_GROUP, version: 'v1', recordsManagedFields: true }
const NAMESPACED = { resource: { namespaced: true } }

/** Reviews of any user and groups. */
export const subjectAccessReviews = (authorizer: Authorizer): PostedResource => ({
  ...GROUP_VERSION,
  resource: 'subjectaccessreviews',
  kind: 'SubjectAccessReview',
  namespaced: false,
  description: 'Check whether a user may do something.',
  create: (context, object): SubjectAccessReview => {
    const review = object as SubjectAccessReview
    refuseInvalid(validateSubjectReview(context, review))
    return { ...review, status: statusFor(authorizer, subjectOf(review.spec), review.spec) }
  },
})

/** Reviews of the requestor. */
export const selfSubjectAccessReviews = (authorizer: Authorizer): PostedResource => ({
  ...GROUP_VERSION,
  resource: 'selfsubjectaccessreviews',
  kind: 'SelfSubjectAccessReview',
  namespaced: false,
  description: 'Check whether the caller may do something.',
  create: (context, object): SelfSubjectAccessReview => {
    const review = object as SelfSubjectAccessReview
    refuseInvalid(validateSelfReview(context, review))
    return { ...review, status: statusFor(authorizer, context.user, review.spec) }
  },
})

/** Reviews of any user and groups in one namespace, for its administrators. */
export const localSubjectAccessReviews = (authorizer: Authorizer): PostedResource => ({
  ...GROUP_VERSION,
  resource: 'localsubjectaccessreviews',
  kind: 'LocalSubjectAccessReview',
  namespaced: true,
  description: 'Check whether a user may do something in a namespace.',
  create: (context, object, namespace): SubjectAccessReview => {
    const review = withNamespace(NAMESPACED, object as SubjectAccessReview, namespace)
    refuseInvalid(validateLocalReview(context, review))
    return { ...review, status: statusFor(authorizer, subjectOf(review.spec), review.spec) }
  },
})
