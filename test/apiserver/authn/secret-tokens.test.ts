import t from 'tap'
import { signJwt } from '../../../src/apiserver/authn/jwt.ts'
import { secretTokenClaims, secretTokens } from '../../../src/apiserver/authn/secret-tokens.ts'
import { ServiceAccountKey } from '../../../src/apiserver/authn/service-account-key.ts'
import { memorySettings } from '../../../src/storage/memory/settings.ts'
import { base64 } from '../../fixtures/builders.ts'

const API = ['https://kubernetes.default.svc.cluster.local']
const key = new ServiceAccountKey(memorySettings())
const { privateKey, kid } = await key.get()
const robot = { name: 'robot', namespace: 'work', uid: 'u1' }

/** A cluster with the account and a Secret with its token. */
const cluster = () => {
  const metadata = { name: 's', namespace: 'work' }
  const token = signJwt(secretTokenClaims(metadata, robot), privateKey, kid)
  const there = {
    secret: { kind: 'Secret', apiVersion: 'v1', metadata, data: { token: base64(token) } },
    account: robot,
  }
  const authenticate = secretTokens({
    key,
    findAccount: (namespace, name) =>
      `${namespace}/${name}` === 'work/robot' ? there.account : undefined,
    findSecret: (namespace, name) =>
      `${namespace}/${name}` === 'work/s' ? there.secret : undefined,
  })
  const ask = (of = token, audiences = API) => authenticate(of, audiences)
  return { there, token, ask }
}

t.test('a token has the same claims as in a real cluster', async (t) => {
  t.strictSame(secretTokenClaims({ name: 's', namespace: 'work' }, robot), {
    iss: 'kubernetes/serviceaccount',
    'kubernetes.io/serviceaccount/namespace': 'work',
    'kubernetes.io/serviceaccount/secret.name': 's',
    'kubernetes.io/serviceaccount/service-account.name': 'robot',
    'kubernetes.io/serviceaccount/service-account.uid': 'u1',
    sub: 'system:serviceaccount:work:robot',
  })
})

t.test('a token in a Secret authenticates its account, but not for other audiences', async (t) => {
  const { ask, token } = cluster()
  t.strictSame(ask(), {
    user: {
      name: 'system:serviceaccount:work:robot',
      uid: 'u1',
      groups: ['system:serviceaccounts', 'system:serviceaccounts:work'],
      extra: {},
    },
    audiences: API,
  })
  t.strictSame(ask(token, ['vault']), {
    error:
      'token audiences ["https://kubernetes.default.svc.cluster.local"] is invalid for the target audiences ["vault"]',
  })
})

t.test('a token is invalid once its Secret or account is deleted or replaced', async (t) => {
  const deletionTimestamp = '2030-01-01T00:00:00Z'
  const { secret } = cluster().there
  const gone = 'Token has been invalidated'
  for (const [change, error] of [
    [{ secret: undefined }, gone],
    [{ secret: { ...secret, metadata: { ...secret.metadata, deletionTimestamp } } }, gone],
    [
      { secret: { ...secret, data: { token: base64('other') } } },
      "Token does not match server's copy",
    ],
    [{ account: undefined }, 'serviceaccounts "robot" not found'],
    [{ account: { ...robot, deletionTimestamp } }, 'ServiceAccount work/robot has been deleted'],
    [{ account: { ...robot, uid: 'u2' } }, 'ServiceAccount UID (u2) does not match claim (u1)'],
  ] as const) {
    const { there, ask } = cluster()
    Object.assign(there, change)
    t.strictSame(ask(), { error })
  }
})

t.test('tokens of other issuers are ignored, and forged tokens rejected', async (t) => {
  const { ask } = cluster()
  t.equal(ask('x'), undefined)
  t.equal(ask(signJwt({ iss: 'somebody' }, privateKey, kid)), undefined)
  const other = await new ServiceAccountKey(memorySettings()).get()
  const claims = secretTokenClaims({ name: 's', namespace: 'work' }, robot)
  const forged = signJwt(claims, other.privateKey, other.kid)
  t.strictSame(ask(forged), { error: 'invalid signature, no keys found' })
  t.strictSame(ask(signJwt(claims, other.privateKey, kid)), {
    error: 'go-jose/go-jose: error in cryptographic primitive',
  })
})
