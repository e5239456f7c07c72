/* Revocations apply to the next request, also on open connections. */
import t from 'tap'
import { startServer } from '../fixtures/server.ts'
import { arrival, statusOf } from '../fixtures/waits.ts'

const cluster = await startServer(t)
const ACCOUNTS = '/api/v1/namespaces/default/serviceaccounts'
const RBAC = '/apis/rbac.authorization.k8s.io/v1'
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'

let session = cluster.http2()
t.teardown(() => session.close())

/** Opens a new shared connection after a 401, since the server then closes the old one. */
const get = async (path: string, token: string) => {
  const stream = session.request({ ':path': path, authorization: `Bearer ${token}` })
  const code = await statusOf(stream)
  await arrival(stream.resume(), 'end')
  if (code === 401) {
    session.close()
    session = cluster.http2()
  }
  return code
}

const tokenOf = async (name: string, spec: object = {}) =>
  (await cluster.create(`${ACCOUNTS}/${name}/token`, { spec })).status.token

await cluster.create(ACCOUNTS, { metadata: { name: 'robot' } })
await cluster.create(`${RBAC}/clusterroles`, {
  metadata: { name: 'reader' },
  rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['list'] }],
})
const binding = (name: string) => ({
  metadata: { name },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'reader' },
  subjects: [{ kind: 'ServiceAccount', name: 'robot', namespace: 'default' }],
})

t.test('deleting a binding takes effect on open connections', async (t) => {
  const token = await tokenOf('robot')
  for (let i = 0; i < 3; i++) {
    t.equal(await get(CONFIG_MAPS, token), 403)
    await cluster.create(`${RBAC}/clusterrolebindings`, binding('robot-reads'))
    t.equal(await get(CONFIG_MAPS, token), 200, 'granted')
    await cluster.delete(`${RBAC}/clusterrolebindings/robot-reads`)
    t.equal(await get(CONFIG_MAPS, token), 403, 'revoked')
  }
})

t.test('removing a rule from a role takes effect on open connections', async (t) => {
  const token = await tokenOf('robot')
  await cluster.create(`${RBAC}/clusterrolebindings`, binding('robot-reads-on'))
  t.equal(await get(CONFIG_MAPS, token), 200)
  await cluster.put(`${RBAC}/clusterroles/reader`, { metadata: { name: 'reader' }, rules: [] })
  t.equal(await get(CONFIG_MAPS, token), 403)
})

t.test(
  'deleting the account of a token, or the object it is bound to, invalidates the token',
  async (t) => {
    await cluster.create('/api/v1/namespaces/default/secrets', { metadata: { name: 'bound' } })
    const boundObjectRef = { apiVersion: 'v1', kind: 'Secret', name: 'bound' }
    const bound = await tokenOf('robot', { boundObjectRef })
    const free = await tokenOf('robot')
    t.same([await get('/api', bound), await get('/api', free)], [200, 200])
    await cluster.delete('/api/v1/namespaces/default/secrets/bound')
    t.same([await get('/api', bound), await get('/api', free)], [401, 200])
    await cluster.delete(`${ACCOUNTS}/robot`)
    t.equal(await get('/api', free), 401)
  },
)

t.test('deleting the Secret of a bootstrap token invalidates the token', async (t) => {
  await cluster.create('/api/v1/namespaces/kube-system/secrets', {
    metadata: { name: 'bootstrap-token-abcdef' },
    type: 'bootstrap.kubernetes.io/token',
    stringData: {
      'token-id': 'abcdef',
      'token-secret': '0123456789abcdef',
      'usage-bootstrap-authentication': 'true',
    },
  })
  const token = 'abcdef.0123456789abcdef'
  t.equal(await get('/api', token), 200)
  await cluster.delete('/api/v1/namespaces/kube-system/secrets/bootstrap-token-abcdef')
  t.equal(await get('/api', token), 401)
})
