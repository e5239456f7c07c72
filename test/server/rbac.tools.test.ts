import t from 'tap'
import type { Clock } from '../../src/apimachinery/clock.ts'
import { systemClock } from '../../src/server/system.ts'
import { roleBinding, user } from '../apiserver/authz/builders.ts'
import { startServer, type Teardown } from '../fixtures/server.ts'
import { missingPrograms, Shell } from './kubectl.ts'

const RBAC = '/apis/rbac.authorization.k8s.io/v1'

const inShop = async (test: Teardown, clock?: Clock) => {
  const cluster = await startServer(test, { ...(clock && { clock }) })
  await cluster.post('/api/v1/namespaces', { metadata: { name: 'shop' } })
  // a controller fills the aggregated roles
  for (const role of ['view', 'edit', 'admin']) {
    await cluster.until(`${RBAC}/clusterroles/${role}`, ({ rules }) => rules?.length > 0)
  }
  return cluster
}

t.test('a role grants its rules, in its namespace, to the subjects of a binding', async (t) => {
  const cluster = await inShop(t)
  const pods = '/api/v1/namespaces/shop/pods'
  const asJane = { as: { user: 'jane' } }
  t.equal(await cluster.code(pods, asJane), 403)
  await cluster.post(`${RBAC}/namespaces/shop/roles`, {
    metadata: { name: 'reader' },
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }],
  })
  const binding = roleBinding('shop', 'jane', 'Role/reader', user('jane'))
  await cluster.create(`${RBAC}/namespaces/shop/rolebindings`, binding)
  t.equal(await cluster.code(pods, asJane), 200)
  t.equal(await cluster.code(`${pods}/x`, asJane), 404)

  for (const [method, path] of [
    ['GET', '/api/v1/namespaces/default/pods'],
    ['GET', '/api/v1/pods'],
    ['GET', `${pods}?watch=true`],
    ['DELETE', `${pods}/x`],
    ['GET', `${pods}/x/status`],
    ['GET', '/api/v1/namespaces/shop'],
    ['POST', `${RBAC}/namespaces/shop/roles`],
  ] as const) {
    const { code, body } = await cluster.request(method, path, {
      ...asJane,
      ...(method === 'POST' ? { body: {} } : {}),
    })
    t.equal(code, 403, path)
    t.match(body.message, 'User "jane" cannot')
  }

  await cluster.delete(`${RBAC}/namespaces/shop/rolebindings/jane`)
  t.equal(await cluster.code(pods, asJane), 403, 'without the binding, access is denied again')
})

t.test('kubectl creates and uses roles and bindings', { skip: missingPrograms() }, async (t) => {
  const cluster = await inShop(t, systemClock)
  const shell = new Shell(t, cluster)
  const cases = [
    [
      'kubectl create role r --verb=get,list --resource=pods -n shop',
      0,
      'role.rbac.authorization.k8s.io/r created',
    ],
    [
      'kubectl create rolebinding b --role=r --user=jane -n shop',
      0,
      'rolebinding.rbac.authorization.k8s.io/b created',
    ],
    ['kubectl auth can-i list pods -n shop --as=jane', 0, 'yes'],
    ['kubectl auth can-i list pods --as=jane', 1, 'no'],
    ['kubectl auth can-i get pods --subresource=log -n shop --as=jane', 1, 'no'],
    ['kubectl get pods -n shop --as=jane', 0, 'No resources found in shop namespace.'],
    [
      'kubectl get secrets -n shop --as=jane',
      1,
      'Error from server (Forbidden): secrets is forbidden: User "jane" cannot list resource "secrets" in API group "" in the namespace "shop"',
    ],
    [
      'kubectl delete pod x -n shop --as=jane --as-group=devs',
      1,
      'Error from server (Forbidden): pods "x" is forbidden: User "jane" cannot delete resource "pods" in API group "" in the namespace "shop"',
    ],
    [
      'kubectl auth can-i --list -n shop --as=jane | grep ^pods',
      0,
      /^pods +\[\] +\[\] +\[get list\]$/,
    ],
    ['kubectl create sa bot -n shop', 0, 'serviceaccount/bot created'],
    [
      'kubectl create rolebinding bots --clusterrole=view --serviceaccount=shop:bot -n shop',
      0,
      'rolebinding.rbac.authorization.k8s.io/bots created',
    ],
    [
      'kubectl auth can-i list deployments.apps -n shop --as=system:serviceaccount:shop:bot',
      0,
      'yes',
    ],
    ['kubectl auth can-i get secrets -n shop --as=system:serviceaccount:shop:bot', 1, 'no'],
    [
      'kubectl create clusterrole c --verb=get --non-resource-url=/metrics',
      0,
      'clusterrole.rbac.authorization.k8s.io/c created',
    ],
    [
      'kubectl create clusterrolebinding c --clusterrole=c --group=watchers',
      0,
      'clusterrolebinding.rbac.authorization.k8s.io/c created',
    ],
    ['kubectl auth can-i get /metrics --as=eve --as-group=watchers', 0, 'yes'],
    ['kubectl auth can-i get /metrics --as=eve', 1, 'no'],
    [
      'kubectl auth reconcile -f <(kubectl get role r -n shop -o yaml)',
      0,
      /^role\.rbac\.authorization\.k8s\.io\/r (reconciled|unchanged)/,
    ],
    ['kubectl get ns default --as=jane --as-group=system:masters -o name', 0, 'namespace/default'],
    ['kubectl auth can-i create pods --as=jane -n nowhere', 1, 'no'],
  ] as const
  for (const [script, code, printed] of cases) {
    const { code: got, out, err } = await shell.run(script)
    t.equal(got, code, `${script}: ${out}${err}`)
    const text = `${out}${err}`.trim()
    if (typeof printed === 'string') t.equal(text, printed, script)
    else t.match(text, printed, script)
  }
})
