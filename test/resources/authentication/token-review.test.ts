import t from 'tap'
import type { KubeObject } from '../../../src/api/meta.ts'
import type { TokenFinding } from '../../../src/authn/bearer.ts'
import { tokenReviews } from '../../../src/resources/authentication/token-review.ts'
import { anybody } from '../context.ts'

const reviewOf = (spec: object): KubeObject & { spec: object; status: object } => ({
  kind: 'TokenReview',
  apiVersion: 'authentication.k8s.io/v1',
  metadata: {},
  spec,
  status: { user: {} },
})

const ask = (finding: TokenFinding, spec: object) =>
  tokenReviews(() => finding).create(anybody, reviewOf(spec), '')

const robot = { name: 'robot', uid: 'u1', groups: ['a'], extra: { k: ['v'] } }

void t.test('a good token is its user’s, and what was sent comes back', async (t) => {
  const asked: unknown[] = []
  const review = tokenReviews((...question) => {
    asked.push(question)
    return { user: robot, audiences: ['vault'] }
  })
  t.strictSame(
    await review.create(anybody, reviewOf({ token: 'x', audiences: ['vault', 'y'] }), ''),
    {
      ...reviewOf({ token: 'x', audiences: ['vault', 'y'] }),
      status: {
        authenticated: true,
        user: { username: 'robot', uid: 'u1', groups: ['a'], extra: { k: ['v'] } },
        audiences: ['vault'],
      },
    },
  )
  await review.create(anybody, reviewOf({ token: 'x' }), '')
  t.strictSame(asked, [
    ['x', ['vault', 'y']],
    ['x', []],
  ])
})

void t.test('a bad token is an answer too', async (t) => {
  t.match(await ask({ error: 'invalid bearer token' }, { token: 'x' }), {
    status: { user: {}, error: 'invalid bearer token', authenticated: undefined },
  })
})

void t.test(
  'a review must have a token, and an authenticator must have heard for whom',
  async (t) => {
    t.throws(() => ask({ error: 'x' }, { token: '' }), {
      message: 'token is required for TokenReview in authentication',
    })
    t.throws(() => ask({ user: robot, audiences: ['api'] }, { token: 'x', audiences: ['vault'] }), {
      message: 'Internal error occurred: error validating audience',
    })
  },
)
