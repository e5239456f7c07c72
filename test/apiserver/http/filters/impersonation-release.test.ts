import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { grant } from '../../../fixtures/grants.ts'
import { startServer } from '../../../fixtures/server.ts'
import { jsonLines } from '../../../fixtures/json-lines.ts'

const PODS = '/api/v1/namespaces/default/pods'
const CLERK = 'system:serviceaccount:default:clerk'

t.test('in 1.36, constrained verbs allow impersonation, and audit events name them', async (t) => {
  const auditLog = join(t.testdir(), 'audit.log')
  const server = await startServer(t, { kubernetesVersion: 'v1.36.3', auditLog, hints: true })
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'clerk' } }
  await server.post('/api/v1/namespaces/default/serviceaccounts', account)
  const { body: token } = await server.post(
    '/api/v1/namespaces/default/serviceaccounts/clerk/token',
    { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} },
  )
  const headers = { authorization: `Bearer ${token.status.token}` }
  const asBob = { headers, as: { user: 'bob' } }

  const refused = await server.get(PODS, asBob)
  t.equal(
    refused.body.message,
    `pods is forbidden: User "${CLERK}" cannot impersonate-on:user-info:list resource "pods" in API group "" in the namespace "default"`,
  )
  await grant(
    server,
    CLERK,
    { apiGroups: [''], resources: ['pods'], verbs: ['impersonate-on:user-info:list'] },
    {
      apiGroups: ['authentication.k8s.io'],
      resources: ['users'],
      resourceNames: ['bob'],
      verbs: ['impersonate:user-info'],
    },
  )
  const asked = await server.get(PODS, asBob)
  t.equal(
    asked.body.message,
    'pods is forbidden: User "bob" cannot list resource "pods" in API group "" in the namespace "default"',
    'bob lacks the permission',
  )
  t.ok(asked.headers.warning, 'with a warning')

  await server.close()
  const events = jsonLines(readFileSync(auditLog, 'utf8'))
  const impersonated = events.find(({ impersonatedUser }) => impersonatedUser !== undefined)
  t.equal(impersonated.impersonatedUser.username, 'bob')
  t.strictSame(impersonated.authenticationMetadata, {
    impersonationConstraint: 'impersonate:user-info',
  })
})

t.test(
  'without the feature gate, impersonation is authorized by the verb impersonate',
  async (t) => {
    for (const options of [
      { kubernetesVersion: 'v1.34.9' },
      { kubernetesVersion: 'v1.36.3', featureGates: { ConstrainedImpersonation: false } },
    ]) {
      const server = await startServer(t, options)
      const { body } = await server.get(PODS, {
        headers: { authorization: '', 'impersonate-user': 'bob' },
      })
      t.equal(
        body.message,
        'users "bob" is forbidden: User "system:anonymous" cannot impersonate resource "users" in API group "" at the cluster scope',
      )
    }
  },
)
