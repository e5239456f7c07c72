import t from 'tap'
import { startServer } from '../fixtures/server.ts'

const MAPS = '/api/v1/namespaces/kube-system/configmaps'
const AUTHENTICATION = `${MAPS}/extension-apiserver-authentication`

t.test('the API server publishes its client CAs in a ConfigMap', async (t) => {
  const cluster = await startServer(t)
  const { body } = await cluster.get(AUTHENTICATION)
  t.strictSame(body.data, { 'client-ca-file': cluster.server.authority.certificatePem })
  t.match(body.metadata.managedFields, [{ manager: 'kube-apiserver', operation: 'Update' }])
})

t.test('the API server publishes the start date of legacy token tracking', async (t) => {
  const cluster = await startServer(t)
  const { body } = await cluster.get(`${MAPS}/kube-apiserver-legacy-service-account-token-tracking`)
  t.strictSame(body.data, { since: new Date(cluster.clock.now()).toISOString().slice(0, 10) })
})
