import {
  AUTHORIZATION_GROUP,
  type SelfSubjectAccessReviewSpec,
  type SubjectAccessReviewSpec,
  type SubjectAccessReviewStatus,
} from '../../apis/authorization.ts'
import type { FieldError } from '../../apimachinery/field.ts'
import { invalidObject } from '../../apimachinery/status.ts'
import type { UserInfo } from '../../apimachinery/user.ts'
import type { Authorizer } from '../../apiserver/authz/authorizer.ts'
import { questionOf, selectorProblems } from './attributes.ts'

/** Throws the 422 of a review: the real server has forgotten kind and name by then. */
export const refuseInvalid = (errors: readonly FieldError[]): void => {
  if (errors.length > 0) throw invalidObject(AUTHORIZATION_GROUP, '', '', errors)
}

/** The user that a review is about, as far as it says. */
export const subjectOf = ({
  user = '',
  uid = '',
  groups = [],
  extra = {},
}: SubjectAccessReviewSpec): UserInfo => ({
  name: user,
  ...(uid === '' ? {} : { uid }),
  groups,
  extra,
})

/** Asks the authorizer about a valid spec. */
export const statusFor = (
  authorizer: Authorizer,
  user: UserInfo,
  spec: SelfSubjectAccessReviewSpec,
): SubjectAccessReviewStatus => {
  const { decision, reason, error } = authorizer.authorize(questionOf(user, spec))
  const problems = [...(error === undefined ? [] : [error]), ...selectorProblems(spec)]
  return {
    allowed: decision === 'allow',
    ...(decision === 'deny' ? { denied: true } : {}),
    ...(reason === '' ? {} : { reason }),
    ...(problems.length === 0 ? {} : { evaluationError: problems.join('; ') }),
  }
}
