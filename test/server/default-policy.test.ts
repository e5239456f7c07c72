import t from 'tap'
import { createServer } from '../../src/server/server.ts'

const RBAC = '/apis/rbac.authorization.k8s.io/v1'

t.test('deleted parts of the default policy are restored by a restart', async (t) => {
  const options = { dataDir: t.testdir(), caKeyType: 'p256' } as const
  const paths = [
    `${RBAC}/clusterroles/system:node-bootstrapper`,
    `${RBAC}/clusterrolebindings/system:discovery`,
    `${RBAC}/namespaces/kube-public/roles/system:controller:bootstrap-signer`,
    `${RBAC}/namespaces/kube-system/rolebindings/system:controller:bootstrap-signer`,
  ]
  const first = await createServer(options)
  for (const path of paths)
    t.equal((await first.inject('DELETE', path)).code, 200, `DELETE ${path}`)
  await first.close()
  const second = await createServer(options)
  t.teardown(() => second.close())
  for (const path of paths) t.equal((await second.inject('GET', path)).code, 200, `GET ${path}`)
})
