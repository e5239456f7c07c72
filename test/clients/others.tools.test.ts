/** Fast third-party clients. `npm run tool -- clients` also runs the slow ones. */
import { join } from 'node:path'
import t from 'tap'
import { startCluster } from '../../src/library/cluster.ts'
import { QUICK } from './clients.ts'

const required = process.env['CSRLAB_REQUIRE_KUBECTL'] === '1'

for (const client of QUICK) {
  const { name, from } = client
  const skip = client.found() || required ? false : `NOT TESTED: ${name} needs ${from}`
  void t.test(`${name} passes its checks`, { skip }, async (t) => {
    const cluster = await startCluster()
    t.teardown(() => cluster.close())
    const folder = t.testdir({ kubeconfig: cluster.kubeconfig() })
    const outcomes = await client.run(join(folder, 'kubeconfig'), folder)
    for (const { check, error } of outcomes) t.equal(error, undefined, check)
    t.ok(outcomes.length > 3, `${outcomes.length} checks`)
  })
}
