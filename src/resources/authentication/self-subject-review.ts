import {
  AUTHENTICATION_GROUP,
  reviewedUser,
  type SelfSubjectReview,
} from '../../apis/authentication.ts'
import { formatTime } from '../../apimachinery/clock.ts'
import type { PostedResource } from '../../apiserver/registry/resource.ts'

/** `kubectl auth whoami` */
export const selfSubjectReviews: PostedResource = {
  group: AUTHENTICATION_GROUP,
  version: 'v1',
  resource: 'selfsubjectreviews',
  kind: 'SelfSubjectReview',
  namespaced: false,
  description: 'Show the user that the request is authenticated as.',
  create: ({ kind, apiVersion }, { user, clock }): SelfSubjectReview => ({
    kind,
    apiVersion,
    metadata: { creationTimestamp: formatTime(clock.now()) },
    status: { userInfo: reviewedUser(user) },
  }),
}
