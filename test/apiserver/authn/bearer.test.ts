import t from 'tap'
import {
  bearerAuthenticator,
  bearerTokenOf,
  tokenAuthenticator,
  type TokenFinding,
} from '../../../src/apiserver/authn/bearer.ts'
import { hashToken, staticToken } from '../../../src/apiserver/authn/token.ts'

const API = ['https://kubernetes.default.svc.cluster.local']
const jane = { name: 'jane', groups: ['devs'], extra: {} }

t.test('the token follows the word Bearer and one space', async (t) => {
  const warning =
    'the provided Authorization header contains extra space before the bearer token, and is ignored'
  for (const [header, result = {}] of [
    [undefined],
    [''],
    ['Bearer abc', { token: 'abc' }],
    ['bearer abc', { token: 'abc' }],
    ['  BEARER abc  ', { token: 'abc' }],
    ['Bearer abc def', { token: 'abc' }],
    ['Bearer  abc', { warning }],
    ['Bearer'],
    ['Bearer '],
    ['Basic YTpi'],
    ['abc'],
  ] as const)
    t.strictSame(bearerTokenOf(header), result, `of ${header}`)
})

const authenticate = staticToken({ sha256: hashToken('jane-token'), user: jane })

t.test("a static token identifies its user, but only for the API server's audience", async (t) => {
  t.strictSame(authenticate('jane-token', API), { user: jane, audiences: API })
  const ofAudience = tokenAuthenticator([authenticate])
  t.match(ofAudience('jane-token', ['vault', ...API]), { user: jane, audiences: API })
  t.strictSame(ofAudience('jane-token', ['vault']), { error: 'invalid bearer token' })
  t.equal(authenticate('jane-toke', API), undefined)
  t.equal(authenticate('', API), undefined)
  t.notMatch(JSON.stringify(authenticate), 'jane-token')
})

const says = (finding: TokenFinding | undefined) => () => finding

t.test(
  'the first authenticator that accepts the token decides; if none does, all errors are reported',
  async (t) => {
    const wrong = says({ error: 'token is for somebody else' })
    const bearer = tokenAuthenticator([says(undefined), wrong, authenticate])
    t.strictSame(bearer('jane-token'), {
      user: { ...jane, groups: ['devs', 'system:authenticated'] },
      audiences: API,
    })
    t.strictSame(bearer('nonsense'), {
      error: '[invalid bearer token, token is for somebody else]',
    })
    t.strictSame(tokenAuthenticator([authenticate])('nonsense'), {
      error: 'invalid bearer token',
    })
    t.match(bearer('jane-token', ['vault']), { error: /invalid bearer token/ })
  },
)

t.test('requests without a bearer token are skipped, and invalid tokens rejected', async (t) => {
  const bearer = bearerAuthenticator(tokenAuthenticator([authenticate]))
  const ask = (authorization: string | undefined) => bearer({ authorization, peer: undefined })
  t.strictSame(ask(undefined), {})
  t.strictSame(ask('Basic YTpi'), {})
  t.match(ask('Bearer jane-token'), { user: { name: 'jane' } })
  t.strictSame(ask('Bearer nonsense'), { error: 'invalid bearer token' })
  t.strictSame(ask(`Bearer ${'x'.repeat(65_537)}`), {
    error: 'invalid bearer token: Too long: may not be more than 65536 bytes',
  })
  t.match(ask('Bearer  jane-token'), { warning: /extra space/, user: undefined, error: undefined })
})
