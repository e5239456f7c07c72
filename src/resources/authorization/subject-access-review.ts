import { omitEmpty } from '../../apimachinery/omit-empty.ts'
import {
  AUTHORIZATION_GROUP,
  type SelfSubjectAccessReview,
  type SelfSubjectAccessReviewSpec,
  type SubjectAccessReview,
  type SubjectAccessReviewSpec,
  type SubjectAccessReviewStatus,
} from '../../apis/authorization.ts'
import type { RequestContext } from '../../apimachinery/context.ts'
import type { FieldError } from '../../apimachinery/field.ts'
import { invalidObject } from '../../apimachinery/status.ts'
import type { UserInfo } from '../../apimachinery/user.ts'
import type { Authorizer } from '../../apiserver/authz/authorizer.ts'
import type { PostedResource } from '../../apiserver/registry/resource.ts'
import { declarePost } from '../declare.ts'
import { questionOf, selectorProblems } from './attributes.ts'
import { validateLocalReview, validateSelfReview, validateSubjectReview } from './validation.ts'

const subjectOf = ({
  user = '',
  uid = '',
  groups = [],
  extra = {},
}: SubjectAccessReviewSpec): UserInfo => ({ name: user, ...omitEmpty({ uid }), groups, extra })

const statusFor = (
  authorizer: Authorizer,
  user: UserInfo,
  spec: SelfSubjectAccessReviewSpec,
): SubjectAccessReviewStatus => {
  const { decision, reason } = authorizer.authorize(questionOf(user, spec))
  return {
    allowed: decision === 'allow',
    ...omitEmpty({ reason, evaluationError: selectorProblems(spec).join('; ') }),
  }
}

const accessReviews = <T extends SelfSubjectAccessReview>(
  authorizer: Authorizer,
  fields: Pick<PostedResource, 'kind' | 'description'> & { readonly namespaced?: true },
  errorsOf: (review: T, context: RequestContext) => FieldError[],
  userOf: (review: T, requestor: UserInfo) => UserInfo,
): PostedResource =>
  declarePost({
    ...fields,
    group: AUTHORIZATION_GROUP,
    recordsManagedFields: true,
    create: (object, context) => {
      const review = object as T
      const errors = errorsOf(review, context)
      // the real server's error names neither kind nor object
      if (errors.length > 0) throw invalidObject(AUTHORIZATION_GROUP, '', '', errors)
      return { ...review, status: statusFor(authorizer, userOf(review, context.user), review.spec) }
    },
  })

export const subjectAccessReviews = (authorizer: Authorizer): PostedResource[] => [
  accessReviews<SubjectAccessReview>(
    authorizer,
    { kind: 'SubjectAccessReview', description: 'Check whether a user may do something.' },
    validateSubjectReview,
    ({ spec }) => subjectOf(spec),
  ),
  accessReviews(
    authorizer,
    { kind: 'SelfSubjectAccessReview', description: 'Check whether the caller may do something.' },
    validateSelfReview,
    (_review, requestor) => requestor,
  ),
  accessReviews<SubjectAccessReview>(
    authorizer,
    {
      kind: 'LocalSubjectAccessReview',
      namespaced: true,
      description: 'Check whether a user may do something in a namespace.',
    },
    validateLocalReview,
    ({ spec }) => subjectOf(spec),
  ),
]
