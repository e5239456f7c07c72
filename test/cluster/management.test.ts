/** What no cluster has, through the doors of a program and of the built package. */
import t from 'tap'
import { startCluster } from './built.ts'
import { request } from './client.ts'

t.test('the built package serves its own description, unless it is faithful', async (t) => {
  const cluster = await startCluster()
  t.teardown(() => cluster.close())
  t.equal((await request(cluster, cluster, '/csrlab/v1/openapi.yaml')).code, 200)
  const faithful = await startCluster({ management: false })
  t.teardown(() => faithful.close())
  t.equal((await request(faithful, faithful, '/csrlab/v1/openapi.yaml')).code, 404)
})

t.test('a program reads the clock', async (t) => {
  const cluster = await startCluster()
  t.teardown(() => cluster.close())
  const before = Date.now()
  const now = cluster.clock.now().getTime()
  t.ok(before <= now && now <= Date.now())
  await cluster.sleep()
  t.throws(() => cluster.clock.now(), /the cluster sleeps/)
})
