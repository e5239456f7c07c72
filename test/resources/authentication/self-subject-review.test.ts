import t from 'tap'
import { selfSubjectReviews } from '../../../src/resources/authentication/self-subject-review.ts'
import { contextOf } from '../context.ts'

const review = {
  kind: 'SelfSubjectReview',
  apiVersion: 'authentication.k8s.io/v1',
  metadata: { name: 'ignored' },
}

void t.test('it tells who asks, and when', async (t) => {
  const user = {
    name: 'bob',
    uid: 'u1',
    groups: ['devs', 'system:authenticated'],
    extra: { scopes: ['a', 'b'] },
  }
  t.strictSame(await selfSubjectReviews.create(contextOf(user), review, ''), {
    kind: 'SelfSubjectReview',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { creationTimestamp: '2026-03-04T05:06:07Z' },
    status: {
      userInfo: {
        username: 'bob',
        uid: 'u1',
        groups: ['devs', 'system:authenticated'],
        extra: { scopes: ['a', 'b'] },
      },
    },
  })
})

void t.test('what is empty is left out', async (t) => {
  const answer = await selfSubjectReviews.create(
    contextOf({ name: 'bob', groups: [], extra: {} }),
    review,
    '',
  )
  t.strictSame(answer, { ...answer, status: { userInfo: { username: 'bob' } } })
})
