import { omitEmpty } from '../../apimachinery/omit-empty.ts'
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

/** Throws a 422 for errors, without kind and name, as the real server does. */
export const refuseInvalid = (errors: readonly FieldError[]): void => {
  if (errors.length > 0) throw invalidObject(AUTHORIZATION_GROUP, '', '', errors)
}

export const subjectOf = ({
  user = '',
  uid = '',
  groups = [],
  extra = {},
}: SubjectAccessReviewSpec): UserInfo => ({
  name: user,
  ...omitEmpty({ uid }),
  groups,
  extra,
})

export const statusFor = (
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
