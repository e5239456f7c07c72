import { createPublicKey, verify, type JsonWebKey } from 'node:crypto'
import t from 'tap'
import type { Clock } from '../../src/apimachinery/clock.ts'
import { type Answer, startServer } from '../fixtures/server.ts'

const ISSUER = 'https://kubernetes.default.svc.cluster.local'
const HOUR = 3_600_000
const ACCOUNTS = '/api/v1/namespaces/default/serviceaccounts'
const WHO = '/apis/authentication.k8s.io/v1/selfsubjectreviews'

let ahead = 0
const clock: Clock = {
  now: () => Date.now() + ahead,
  after: (ms, task) => {
    const timer = setTimeout(task, ms).unref()
    return () => clearTimeout(timer)
  },
}
const cluster = await startServer(t, { clock })

const post = (path: string, body: object) => cluster.post(path, body)
const account = (name: string) => post(ACCOUNTS, { metadata: { name } })
const tokenOf = (name: string, spec: object = {}, metadata: object = {}) =>
  post(`${ACCOUNTS}/${name}/token`, { metadata, spec })
const who = async (token: string) => {
  const { code: status, body } = await cluster.post(WHO, {}, { token })
  return status === 201 ? body.status.userInfo.username : String(status)
}
const review = async (token: string, audiences?: string[]): Promise<Answer['body']> => {
  const spec = { token, ...(audiences === undefined ? {} : { audiences }) }
  const { body } = await post('/apis/authentication.k8s.io/v1/tokenreviews', { spec })
  return body.status
}

t.test('the response to a token request is the request with a token', async (t) => {
  const { body: created } = await account('answer')
  const before = Math.floor(clock.now() / 1000)
  const { code: status, body } = await tokenOf('answer', { expirationSeconds: 1200 })
  t.equal(status, 201)
  t.strictSame(Object.keys(body), ['kind', 'apiVersion', 'metadata', 'spec', 'status'])
  t.match(body, {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: {
      name: 'answer',
      namespace: 'default',
      uid: created.metadata.uid,
      managedFields: [{ manager: 'tests', operation: 'Update', subresource: 'token' }],
    },
    spec: { audiences: [ISSUER], expirationSeconds: 1200, boundObjectRef: null },
  })
  const [header, payload] = body.status.token
    .split('.')
    .slice(0, 2)
    .map((part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()))
  t.match(header, { alg: 'RS256', kid: /^[\w-]{43}$/ })
  t.match(payload, {
    aud: [ISSUER],
    iss: ISSUER,
    sub: 'system:serviceaccount:default:answer',
    jti: /^[0-9a-f-]{36}$/,
    'kubernetes.io': {
      namespace: 'default',
      serviceaccount: { name: 'answer', uid: created.metadata.uid },
    },
  })
  t.equal(payload.exp - payload.iat, 1200)
  t.equal(payload.nbf, payload.iat)
  t.ok(payload.iat >= before && payload.iat <= before + 60)
  t.equal(Date.parse(body.status.expirationTimestamp), payload.exp * 1000)
})

t.test('invalid token requests are rejected', async (t) => {
  await account('wrong')
  await post('/api/v1/namespaces/default/configmaps', { metadata: { name: 'cm' } })
  await post('/api/v1/namespaces/default/secrets', { metadata: { name: 'there' } })
  const bound = (reference: object): [object] => [{ boundObjectRef: reference }]
  const secret = { apiVersion: 'v1', kind: 'Secret', name: 'there' }
  const invalid = 'TokenRequest.authentication.k8s.io'
  const cases = [
    [
      [{ expirationSeconds: 599 }],
      422,
      `${invalid} "" is invalid: spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes`,
    ],
    [
      [{ expirationSeconds: 2 ** 32 + 1 }],
      422,
      `${invalid} "" is invalid: spec.expirationSeconds: Invalid value: 4294967297: may not specify a duration larger than 2^32 seconds`,
    ],
    [
      [{}, { name: 'other' }],
      422,
      `${invalid} "wrong" is invalid: metadata.name: Invalid value: "other": must match the service account name if specified`,
    ],
    [
      [{}, { namespace: 'other' }],
      400,
      'the namespace of the provided object does not match the namespace sent on the request',
    ],
    [bound({ ...secret, name: '' }), 400, 'Name parameter required.'],
    [bound({ ...secret, kind: 'Pod', name: '' }), 400, 'Name parameter required.'],
    [
      bound({ ...secret, kind: 'Node', name: 'a/b' }),
      400,
      `Name parameter invalid: "a/b": may not contain '/'`,
    ],
    [bound({ ...secret, name: 'gone' }), 404, 'secrets "gone" not found'],
    [bound({ ...secret, kind: 'Node', name: 'n' }), 404, 'nodes "n" not found'],
    [bound({ ...secret, kind: 'Pod', name: 'p' }), 404, 'pods "p" not found'],
    [
      bound({ apiVersion: 'v1', kind: 'ConfigMap', name: 'cm' }),
      400,
      'cannot bind token to object of type /v1, Kind=ConfigMap',
    ],
    [
      bound({ apiVersion: 'apps/v1', kind: 'Pod', name: 'p' }),
      400,
      'cannot bind token to object of type apps/v1, Kind=Pod',
    ],
    [
      bound({ ...secret, uid: 'u1' }),
      409,
      'Operation cannot be fulfilled on Secret "there": the UID in the bound object reference (u1) does not match the UID in record. The object might have been deleted and then recreated',
    ],
  ] as const
  for (const [[spec, metadata], code, message] of cases) {
    const { code: status, body } = await tokenOf('wrong', spec, metadata)
    t.equal(`${status} ${body.message}`, `${code} ${message}`)
  }
  const elsewhere = await post('/api/v1/namespaces/gone/serviceaccounts/wrong/token', { spec: {} })
  t.equal(elsewhere.body.message, 'namespaces "gone" not found')
  const { code: status } = await tokenOf('wrong', {}, { uid: 'u1' })
  t.equal(status, 409)
})

t.test('a token logs in until it expires', async (t) => {
  await account('ends')
  const { token } = (await tokenOf('ends', { expirationSeconds: 600 })).body.status
  t.equal(await who(token), 'system:serviceaccount:default:ends')
  t.match(await review(token), {
    authenticated: true,
    user: {
      username: 'system:serviceaccount:default:ends',
      groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'],
      extra: { 'authentication.kubernetes.io/credential-id': [/^JTI=[0-9a-f-]{36}$/] },
    },
    audiences: [ISSUER],
  })
  ahead += HOUR
  t.equal(await who(token), '401')
  t.strictSame(await review(token), {
    user: {},
    error: '[invalid bearer token, service account token has expired]',
  })
})

t.test("a pod's token for 3607 seconds is valid for a year", async (t) => {
  await account('patient')
  const pod = await post('/api/v1/namespaces/default/pods', {
    metadata: { name: 'patient' },
    spec: { serviceAccountName: 'patient', containers: [{ name: 'c', image: 'i' }] },
  })
  const boundObjectRef = {
    apiVersion: 'v1',
    kind: 'Pod',
    name: 'patient',
    uid: pod.body.metadata.uid,
  }
  const life = async (spec: object): Promise<[number, number | undefined, number]> => {
    const { status } = (await tokenOf('patient', spec)).body
    const claims = JSON.parse(Buffer.from(status.token.split('.')[1], 'base64url').toString())
    const { exp, iat } = claims
    const warned: number | undefined = claims['kubernetes.io'].warnafter
    const told = Math.round((Date.parse(status.expirationTimestamp) - iat * 1000) / 1000)
    return [exp - iat, warned === undefined ? undefined : warned - iat, told]
  }
  t.same(await life({ boundObjectRef, expirationSeconds: 3607 }), [31_536_000, 3607, 3607])
  t.same(await life({ boundObjectRef, expirationSeconds: 3600 }), [3600, undefined, 3600])
  t.same(await life({ expirationSeconds: 3607 }), [3607, undefined, 3607], 'without a pod')
  const audiences = ['elsewhere']
  t.same(
    await life({ boundObjectRef, expirationSeconds: 3607, audiences }),
    [3607, undefined, 3607],
    'for another audience',
  )
  const { token } = (await tokenOf('patient', { boundObjectRef, expirationSeconds: 3607 })).body
    .status
  ahead += 24 * HOUR
  t.equal(await who(token), 'system:serviceaccount:default:patient')
  ahead -= 24 * HOUR
})

t.test('a token can be verified with the published key', async (t) => {
  await account('keys')
  const { token } = (await tokenOf('keys')).body.status
  const accept = 'application/jwk-set+json'
  const { headers, body } = await cluster.get('/openid/v1/jwks', { token, headers: { accept } })
  t.equal(headers['content-type'], 'application/jwk-set+json')
  t.equal(headers['cache-control'], 'public, max-age=3600')
  const [head, claims, signature] = token.split('.') as [string, string, string]
  const { kid } = JSON.parse(Buffer.from(head, 'base64url').toString())
  const jwk = body.keys.find((key: { kid: string }) => key.kid === kid) as JsonWebKey
  const key = createPublicKey({ key: jwk, format: 'jwk' })
  t.ok(verify('sha256', Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, 'base64url')))
  const found = await cluster.get('/.well-known/openid-configuration', { token })
  t.equal(found.headers['content-type'], 'application/json')
  t.match(found.body, { issuer: ISSUER, jwks_uri: `${cluster.url}/openid/v1/jwks` })
  t.equal(await cluster.code('/openid/v1/jwks', { anonymous: true }), 403)
})

t.test('fields set by the server are cleared in a posted review', async (t) => {
  const system = {
    uid: 'u1',
    creationTimestamp: '2020-01-01T00:00:00Z',
    deletionTimestamp: '2020-01-01T00:00:00Z',
    deletionGracePeriodSeconds: 1,
    selfLink: '/x',
  }
  const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'
  const spec = { nonResourceAttributes: { path: '/x', verb: 'get' } }
  const fine = await post(path, { metadata: { ...system, namespace: 'x' }, spec })
  t.equal(fine.code, 201)
  t.strictSame(Object.keys(fine.body.metadata), ['managedFields'])
  const refused = await post(path, { metadata: { ...system, name: 'n' }, spec })
  t.equal(refused.code, 422)
  t.match(
    refused.body.message,
    /metadata: Invalid value: \{"name":"n","managedFields":\[\{"manager":"tests",.*\}\]\}: must be empty$/,
  )
})
