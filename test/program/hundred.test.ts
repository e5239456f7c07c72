/** A suite as somebody has it who tests with a cluster: a hundred tests, each with a reset before it and the clock moved in it. */
import t from 'tap'
import { startCluster } from '../../src/index.ts'
import { stopwatch } from '../fixtures/processor-time.ts'

const TESTS = 100

t.test('a hundred tests share a cluster, and none sees the one before', async (t) => {
  const cluster = await startCluster({ clock: 'frozen' })
  t.teardown(() => cluster.close())
  const start = cluster.clock.now()
  await cluster.reset()
  const namesOf = async (): Promise<string[]> =>
    (await cluster.list('configmaps')).map(
      ({ metadata }) => `${metadata.namespace}/${metadata.name}`,
    )
  const atFirst = await namesOf()
  const spent = stopwatch()
  for (let i = 0; i < TESTS; i++) {
    await cluster.reset()
    if (cluster.clock.now().getTime() !== start.getTime()) t.fail(`${i}: the clock`)
    const names = await namesOf()
    if (names.join() !== atFirst.join()) t.fail(`${i}: ${names.join()}`)
    await cluster.apply([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `m-${i}`, namespace: 'shop' } },
    ])
    await cluster.clock.advance('24h')
    await cluster.waitFor('configmap/shop/kube-root-ca.crt', 'exists')
    await cluster.delete(`configmap/shop/m-${i}`)
  }
  t.comment(`${TESTS} tests took ${Math.round(spent())} ms of a processor`)
  t.equal((await cluster.list('configmaps')).length, atFirst.length + 1)
})
