import {
  AUTHENTICATION_GROUP,
  reviewedUser,
  type SelfSubjectReview,
} from '../../apis/authentication.ts'
import { formatTime } from '../../apimachinery/clock.ts'
import { declarePost } from '../declare.ts'

/** `kubectl auth whoami` */
export const selfSubjectReviews = declarePost({
  group: AUTHENTICATION_GROUP,
  kind: 'SelfSubjectReview',
  description: 'Show the user that the request is authenticated as.',
  create: ({ kind, apiVersion }, { user, clock }): SelfSubjectReview => ({
    kind,
    apiVersion,
    metadata: { creationTimestamp: formatTime(clock.now()) },
    status: { userInfo: reviewedUser(user) },
  }),
})
