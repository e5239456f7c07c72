import t from 'tap'
import { startServer, type TestServer } from '../../../fixtures/server.ts'

const [v136, v137] = (await Promise.all(
  ['v1.36', 'v1.37'].map((kubernetesVersion) => startServer(t, { kubernetesVersion })),
)) as [TestServer, TestServer]

const MAPS = '/api/v1/namespaces/default/configmaps'
const ROLES = '/apis/rbac.authorization.k8s.io/v1/clusterroles'

const messageOf = async (server: TestServer, kind: string, body: string, name = 'none') => {
  const path = `${MAPS}/${name}?fieldManager=m&fieldValidation=Strict`
  const answer = await server.patch(path, body, { contentType: `application/${kind}` })
  return `${answer.code} ${answer.body.message}`
}

t.test('since 1.37 a patch that is not JSON gets a 400, even for a missing object', async (t) => {
  for (const kind of ['json-patch+json', 'merge-patch+json', 'strategic-merge-patch+json']) {
    t.equal(await messageOf(v137, kind, '{bad'), '400 invalid JSON patch', kind)
    t.notMatch(await messageOf(v136, kind, '{bad'), 'invalid JSON patch', kind)
  }
  t.match(await messageOf(v137, 'merge-patch+json', '{}'), '404 configmaps "none" not found')
})

t.test('since 1.37 the errors of an apply say "patch" instead of "YAML"', async (t) => {
  const apply = 'apply-patch+yaml'
  t.match(await messageOf(v137, apply, 'a: [b'), '400 error encoding patch: yaml: ')
  t.match(await messageOf(v136, apply, 'a: [b'), '400 error decoding YAML: error converting YAML')
  t.match(await messageOf(v137, apply, '[]'), '400 error decoding patch: error unmarshaling JSON')
  t.match(await messageOf(v136, apply, '[]'), '400 error decoding YAML: error unmarshaling JSON')
  const twice =
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata: {a: b}\ndata: {a: b}\n'
  t.match(await messageOf(v137, apply, twice, 'x'), '400 error strict decoding patch: ')
  t.match(await messageOf(v136, apply, twice, 'x'), '400 error strict decoding YAML: ')
})

t.test('since 1.37 a PUT that creates drops deletion fields, like a POST', async (t) => {
  const metadata = {
    name: 'by-put',
    creationTimestamp: '2020-01-01T00:00:00Z',
    deletionTimestamp: '2020-01-01T00:00:00Z',
    deletionGracePeriodSeconds: 5,
  }
  const role = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata,
    rules: [],
  }
  const created = async (server: TestServer) => {
    const { code, body } = await server.put(`${ROLES}/by-put`, role)
    t.equal(code, 201)
    const { creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds } = body.metadata
    return { creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds }
  }
  const now = '2030-05-06T07:08:09Z'
  t.strictSame(await created(v137), {
    creationTimestamp: now,
    deletionTimestamp: undefined,
    deletionGracePeriodSeconds: undefined,
  })
  t.strictSame(await created(v136), {
    creationTimestamp: now,
    deletionTimestamp: '2020-01-01T00:00:00Z',
    deletionGracePeriodSeconds: 5,
  })
})
