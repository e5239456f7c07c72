import assert from 'node:assert/strict'
import { startCluster } from 'csrlab'

let cluster
before(async () => {
  cluster = await startCluster()
})
beforeEach(() => cluster.reset())
after(() => cluster.close())

it('the certificate belongs to jane', async () => {
  const jane = await cluster.issue({ commonName: 'jane', organizations: ['developers'] })
  assert.match(jane.certificate, /BEGIN CERTIFICATE/)
  assert.ok(jane.kubeconfig.includes(cluster.url))
})
