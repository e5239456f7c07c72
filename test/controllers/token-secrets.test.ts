import t from 'tap'
import { namesOf, startServer } from '../fixtures/server.ts'

const SECRETS = '/api/v1/namespaces/default/secrets'
const ACCOUNTS = '/api/v1/namespaces/default/serviceaccounts'
const NAME = 'kubernetes.io/service-account.name'
const UID = 'kubernetes.io/service-account.uid'

const server = await startServer(t)

const ask = (name: string, of: string, annotations: object = {}) =>
  server.post(SECRETS, {
    metadata: { name, annotations: { [NAME]: of, ...annotations } },
    type: 'kubernetes.io/service-account-token',
  })

const text = (base64: string) => Buffer.from(base64, 'base64').toString()

t.test(
  'a secret that requests a service account’s token gets one, and is deleted with the account',
  async (t) => {
    const { body: account } = await server.post(ACCOUNTS, { metadata: { name: 'robot' } })
    await ask('token', 'robot')
    await server.post(SECRETS, { metadata: { name: 'other' } })
    const secret = await server.until(`${SECRETS}/token`, (body) => body.data?.token !== undefined)
    t.strictSame(secret.metadata.annotations, { [NAME]: 'robot', [UID]: account.metadata.uid })
    t.strictSame(Object.keys(secret.data), ['ca.crt', 'namespace', 'token'])
    t.equal(text(secret.data.namespace), 'default')
    t.match(text(secret.data['ca.crt']), /^-----BEGIN CERTIFICATE-----/)
    const review = (token: string) =>
      server.post('/apis/authentication.k8s.io/v1/tokenreviews', { spec: { token } })
    const token = text(secret.data.token)
    t.match((await review(token)).body.status, {
      authenticated: true,
      user: { username: 'system:serviceaccount:default:robot', uid: account.metadata.uid },
    })
    await server.delete(`${ACCOUNTS}/robot`)
    const left = await server.until(SECRETS, (body) => namesOf(body).length === 1)
    t.strictSame(namesOf(left), ['other'])
    t.match((await review(token)).body.status, {
      error: '[invalid bearer token, Token has been invalidated]',
    })
  },
)

t.test('a secret for a missing or replaced account is deleted', async (t) => {
  await server.post(ACCOUNTS, { metadata: { name: 'robot' } })
  await ask('stray', 'nobody')
  await ask('stale', 'robot', { [UID]: 'of-an-earlier-one' })
  await ask('good', 'robot')
  const left = await server.until(SECRETS, (body) => namesOf(body).length === 2)
  t.strictSame(namesOf(left), ['good', 'other'])
})

t.test('the content of a token secret is repaired, and its token stays', async (t) => {
  const whole = await server.until(`${SECRETS}/good`, (body) => body.data?.token !== undefined)
  await server.patch(`${SECRETS}/good`, { data: { 'ca.crt': null } })
  const again = await server.until(`${SECRETS}/good`, (body) => body.data?.['ca.crt'] !== undefined)
  t.strictSame(again.data, whole.data)
})
