import t from 'tap'
import { createServer } from '../../src/server/server.ts'

const RBAC = '/apis/rbac.authorization.k8s.io/v1'

void t.test('what was deleted of the default policy is back after a restart', async (t) => {
  const options = { dataDir: t.testdir(), caKeyType: 'p256' } as const
  const paths = [
    `${RBAC}/clusterroles/system:node-bootstrapper`,
    `${RBAC}/clusterrolebindings/system:discovery`,
    `${RBAC}/namespaces/kube-public/roles/system:controller:bootstrap-signer`,
    `${RBAC}/namespaces/kube-system/rolebindings/system:controller:bootstrap-signer`,
  ]
  const first = await createServer(options)
  for (const path of paths) t.equal((await first.inject('DELETE', path)).code, 200, path)
  await first.close()
  const second = await createServer(options)
  t.teardown(() => second.close())
  for (const path of paths) t.equal((await second.inject('GET', path)).code, 200, path)
})

void t.test('each server of a process begins with the same, and uids of its own', async (t) => {
  const begun = async () => {
    const server = await createServer({ caKeyType: 'p256' })
    t.teardown(() => server.close())
    await server.clock.settled()
    const lists: string[] = []
    for (const path of ['/api/v1/namespaces', `${RBAC}/clusterroles`, `${RBAC}/rolebindings`])
      lists.push(JSON.stringify((await server.inject('GET', path)).body))
    const text = lists.join('\n')
    const uids = text.match(/"uid":"[^"]+"/g)!
    const bare = text
      .replaceAll(/"uid":"[^"]+"/g, '')
      .replaceAll(/"\d{4}-\d\d-\d\dT[\d:]+Z"/g, '""')
      .replaceAll(/"resourceVersion":"\d+"/g, '')
    return { bare, uids }
  }
  const [first, second] = [await begun(), await begun()]
  t.equal(second.bare, first.bare)
  t.ok(first.uids.length > 60)
  t.equal(new Set([...first.uids, ...second.uids]).size, 2 * first.uids.length)
})
