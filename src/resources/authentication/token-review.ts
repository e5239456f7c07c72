import { omitEmpty } from '../../apimachinery/omit-empty.ts'
import {
  AUTHENTICATION_GROUP,
  reviewedUser,
  type TokenReview,
  type TokenReviewStatus,
} from '../../apis/authentication.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { badRequest, internalError } from '../../apimachinery/status.ts'
import type { AuthenticateToken, TokenFinding } from '../../apiserver/authn/bearer.ts'
import type { PostedResource } from '../../apiserver/registry/resource.ts'
import { declarePost } from '../declare.ts'

const statusOf = (finding: TokenFinding, asked: readonly string[]): TokenReviewStatus => {
  if ('error' in finding) return { user: {}, error: finding.error }
  const { user, audiences } = finding
  if (asked.length > 0 && !asked.some((audience) => audiences.includes(audience))) {
    throw internalError('error validating audience')
  }
  return {
    authenticated: true,
    user: reviewedUser(user),
    ...omitEmpty({ audiences }),
  }
}

/** A review of an invalid token gets a 201, with the error in its status. */
export const tokenReviews = (authenticate: AuthenticateToken): PostedResource =>
  declarePost({
    group: AUTHENTICATION_GROUP,
    kind: 'TokenReview',
    description: 'Check a token, and find its user.',
    recordsManagedFields: true,
    create: (object: KubeObject): TokenReview => {
      const review = object as TokenReview
      const { token, audiences = [] } = review.spec
      if (token === '') throw badRequest('token is required for TokenReview in authentication')
      return { ...review, status: statusOf(authenticate(token, audiences), audiences) }
    },
  })
