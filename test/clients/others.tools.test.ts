import { join } from 'node:path'
import t from 'tap'
import { startCluster } from '../../src/library/cluster.ts'
import { ansible, type Client, CLIENTS } from './clients.ts'
import { helm } from './helm.ts'

const required = process.env['CSRLAB_REQUIRE_KUBECTL'] === '1'

const testClient = (client: Client, isRequired: boolean) => {
  const { name, from } = client
  const skip = client.found() || isRequired ? false : `NOT TESTED: ${name} needs ${from}`
  void t.test(`${name} passes its checks`, { skip }, async (t) => {
    const cluster = await startCluster()
    t.teardown(() => cluster.close())
    const folder = t.testdir({ kubeconfig: cluster.kubeconfig() })
    const outcomes = await client.run(join(folder, 'kubeconfig'), folder)
    for (const { check, error } of outcomes) t.equal(error, undefined, check)
    t.ok(outcomes.length > 3, `${outcomes.length} checks`)
  })
}

for (const client of CLIENTS) testClient(client, required)
for (const client of [ansible, helm]) testClient(client, false)
