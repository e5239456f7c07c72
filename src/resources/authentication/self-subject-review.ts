import {
  AUTHENTICATION_GROUP,
  reviewedUser,
  type SelfSubjectReview,
} from '../../apis/authentication.ts'
import { formatTime } from '../../apimachinery/clock.ts'
import type { VirtualResource } from '../../apiserver/registry/resource.ts'

/** Who am I, after impersonation (`kubectl auth whoami`). Nothing of what was sent comes back. */
export const selfSubjectReviews: VirtualResource = {
  group: AUTHENTICATION_GROUP,
  version: 'v1',
  resource: 'selfsubjectreviews',
  singular: 'selfsubjectreview',
  kind: 'SelfSubjectReview',
  namespaced: false,
  description: 'Ask who the sender is.',
  create: ({ user, clock }, { kind, apiVersion }): SelfSubjectReview => ({
    kind,
    apiVersion,
    metadata: { creationTimestamp: formatTime(clock.now()) },
    status: { userInfo: reviewedUser(user) },
  }),
}
