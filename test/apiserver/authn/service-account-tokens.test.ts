import { generateKeyPairSync, sign } from 'node:crypto'
import t from 'tap'
import type { ObjectMeta } from '../../../src/apimachinery/meta.ts'
import { ISSUER } from '../../../src/apiserver/authn/audiences.ts'
import { signJwt } from '../../../src/apiserver/authn/jwt.ts'
import { openIdDocuments } from '../../../src/apiserver/authn/openid.ts'
import { ServiceAccountKey } from '../../../src/apiserver/authn/service-account-key.ts'
import { claimsFor, type ClaimsRequest } from '../../../src/apiserver/authn/service-account.ts'
import { serviceAccountTokens } from '../../../src/apiserver/authn/service-account-tokens.ts'
import { memorySettings } from '../../../src/storage/memory/settings.ts'

const API = ['https://api.example.com']
const NOW = Date.UTC(2030, 0, 1)
const MINUTE = 60_000

const robot = { name: 'robot', namespace: 'work', uid: 'u1' }

/** Shared by the clusters, since generating a key is slow. */
const key = new ServiceAccountKey(memorySettings())

/** A cluster with the account, a pod, a secret and a node; `ask` uses a token of the account. */
const cluster = async (more: Partial<ClaimsRequest> = {}) => {
  let now = NOW
  const objects = new Map<string, ObjectMeta>([
    ['serviceaccounts work/robot', robot],
    ['pods work/p', { name: 'p', uid: 'u2' }],
    ['secrets work/s', { name: 's', uid: 'u3' }],
    ['nodes /n', { name: 'n', uid: 'u4' }],
  ])
  const authenticate = serviceAccountTokens({
    key,
    clock: { now: () => now, after: () => () => undefined },
    find: (resource, namespace, name) => objects.get(`${resource} ${namespace}/${name}`),
  })
  const { privateKey, kid } = await key.get()
  const claims = claimsFor({
    account: robot,
    audiences: API,
    bound: {},
    now,
    seconds: 600,
    id: 'j1',
    ...more,
  })
  return {
    objects,
    claims,
    ask: (audiences = API, token = signJwt(claims, privateKey, kid)) =>
      authenticate(token, audiences),
    wait: (ms: number) => (now += ms),
  }
}

t.test('a token authenticates its account', async (t) => {
  const { ask } = await cluster()
  t.strictSame(JSON.parse(JSON.stringify(ask())), {
    user: {
      name: 'system:serviceaccount:work:robot',
      uid: 'u1',
      groups: ['system:serviceaccounts', 'system:serviceaccounts:work'],
      extra: { 'authentication.kubernetes.io/credential-id': ['JTI=j1'] },
    },
    audiences: API,
  })
})

t.test("a pod's token identifies the pod and its node", async (t) => {
  const { ask } = await cluster({
    bound: { pod: { name: 'p', uid: 'u2' }, node: { name: 'gone', uid: 'u5' } },
  })
  const finding = ask()
  const extra = finding !== undefined && 'user' in finding ? finding.user.extra : {}
  t.strictSame(
    { ...extra },
    {
      'authentication.kubernetes.io/credential-id': ['JTI=j1'],
      'authentication.kubernetes.io/pod-name': ['p'],
      'authentication.kubernetes.io/pod-uid': ['u2'],
      'authentication.kubernetes.io/node-name': ['gone'],
      'authentication.kubernetes.io/node-uid': ['u5'],
    },
  )
})

t.test('a token is valid for its audiences', async (t) => {
  const { ask } = await cluster({ audiences: ['vault', ...API] })
  t.match(ask(['vault']), { audiences: ['vault'] })
  t.match(ask(['other', 'vault', ...API]), { audiences: ['vault', ...API] })
  t.strictSame(ask(['a', 'b']), {
    error:
      'token audiences ["vault" "https://api.example.com"] is invalid for the target audiences ["a" "b"]',
  })
})

t.test("a token without a key id is verified with the server's key", async (t) => {
  const { ask, claims } = await cluster()
  const { privateKey } = await key.get()
  const parts = [{ alg: 'RS256' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  )
  const signed = parts.join('.')
  const signature = sign('sha256', Buffer.from(signed), privateKey).toString('base64url')
  t.match(ask(API, `${signed}.${signature}`), { user: { uid: 'u1' } })
  t.match(ask(API, signJwt(claims, privateKey, '')), { user: { uid: 'u1' } })
  t.strictSame(ask(API, signJwt(claims, privateKey, 'other')), {
    error: 'invalid signature, no keys found',
  })
})

t.test('a token stays valid for a minute after it expires, because of clock skew', async (t) => {
  const { ask, wait } = await cluster()
  wait(600_000 + MINUTE)
  t.match(ask(), { user: {} })
  wait(1)
  t.strictSame(ask(), { error: 'service account token has expired' })
})

t.test('a token is valid from a minute before its start, because of clock skew', async (t) => {
  const { ask, wait } = await cluster()
  wait(-MINUTE)
  t.match(ask(), { user: {} })
  wait(-1)
  t.strictSame(ask(), { error: 'service account token is not valid yet' })
})

t.test('a token is invalid once an object it is bound to is deleted or replaced', async (t) => {
  const deleted = new Date(NOW).toISOString()
  const pod = { bound: { pod: { name: 'p', uid: 'u2' } } }
  const secret = { bound: { secret: { name: 's', uid: 'u3' } } }
  const node = { bound: { node: { name: 'n', uid: 'u4' } } }
  const invalidated = 'service account token has been invalidated'
  for (const [more, object, state, error] of [
    [{}, 'serviceaccounts work/robot', undefined, 'serviceaccounts "robot" not found'],
    [
      {},
      'serviceaccounts work/robot',
      { ...robot, uid: 'u9' },
      'service account UID (u9) does not match claim (u1)',
    ],
    [
      {},
      'serviceaccounts work/robot',
      { ...robot, deletionTimestamp: deleted },
      'service account work/robot has been deleted',
    ],
    [pod, 'pods work/p', undefined, invalidated],
    [
      pod,
      'pods work/p',
      { name: 'p', uid: 'u9' },
      'pod UID (u9) does not match service account pod ref claim (u2)',
    ],
    [pod, 'pods work/p', { name: 'p', uid: 'u2', deletionTimestamp: deleted }, invalidated],
    [secret, 'secrets work/s', undefined, invalidated],
    [
      secret,
      'secrets work/s',
      { name: 's', uid: 'u9' },
      'secret UID (u9) does not match service account secret ref claim (u3)',
    ],
    [node, 'nodes /n', undefined, invalidated],
    [
      node,
      'nodes /n',
      { name: 'n', uid: 'u9' },
      'node UID (u9) does not match service account node ref claim (u4)',
    ],
  ] as const) {
    const { ask, objects, wait } = await cluster(more)
    wait(MINUTE + 1000)
    t.match(ask(), { user: {} }, `before: ${error}`)
    if (state === undefined) objects.delete(object)
    else objects.set(object, state)
    t.strictSame(ask(), { error })
  }
})

t.test("only tokens with this server's signature and issuer are valid", async (t) => {
  const { ask, claims } = await cluster()
  const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const { kid, privateKey } = await key.get()
  t.strictSame(ask(API, signJwt(claims, foreign, kid)), {
    error: 'go-jose/go-jose: error in cryptographic primitive',
  })
  t.equal(ask(API, signJwt({ ...claims, iss: 'https://other' }, privateKey, kid)), undefined)
  t.equal(ask(API, 'abcdef.0123456789abcdef'), undefined)
})

t.test('without a key no token is valid, and verification generates no key', async (t) => {
  const { claims } = await cluster()
  const stored = memorySettings()
  const authenticate = serviceAccountTokens({
    key: new ServiceAccountKey(stored),
    clock: { now: () => NOW, after: () => () => undefined },
    find: () => robot,
  })
  const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  t.strictSame(authenticate(signJwt(claims, foreign, 'k'), API), {
    error: 'invalid signature, no keys found',
  })
  t.equal(stored.names().length, 0)
})

t.test('the OpenID documents publish the issuer and its key', async (t) => {
  const documents = openIdDocuments(key, () => 'host:6443')
  t.strictSame(documents.configuration(), {
    issuer: ISSUER,
    jwks_uri: 'https://host:6443/openid/v1/jwks',
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  })
  const { keys } = (await documents.keys()) as { keys: Record<string, string>[] }
  const { kid, publicKey } = await key.get()
  const { n, e } = publicKey.export({ format: 'jwk' })
  t.strictSame(keys, [{ use: 'sig', kty: 'RSA', kid, alg: 'RS256', n, e }])
})

t.test('tokens stay valid for a minute after the deletion time of their account', async (t) => {
  const { ask, objects } = await cluster()
  const deletedAt = (ms: number) =>
    objects.set('serviceaccounts work/robot', {
      ...robot,
      deletionTimestamp: new Date(ms).toISOString(),
    })
  for (const ms of [NOW + MINUTE, NOW, NOW - MINUTE / 2]) {
    deletedAt(ms)
    t.match(ask(), { user: { name: 'system:serviceaccount:work:robot' } })
  }
  deletedAt(NOW - 2 * MINUTE)
  t.match(ask(), { error: 'service account work/robot has been deleted' })
})

t.test('a token can have a time after which a real server reports its use', async (t) => {
  const { claims } = await cluster({ warnAfterSeconds: 60 })
  t.equal(claims['kubernetes.io'].warnafter, claims.iat + 60)
  t.notOk('warnafter' in (await cluster()).claims['kubernetes.io'])
})
