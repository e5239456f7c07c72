import t from 'tap'
import { startCluster } from '../../src/index.ts'
import { startedCluster } from '../fixtures/cluster.ts'

const BUSY = {
  name: 'busy',
  match: { resource: 'configmaps' },
  fault: { status: { code: 503, message: 'busy' } },
  times: 2,
} as const
const RULES = [{ commonName: 'jane', approve: true }] as const

t.test('faults, rules and the journal survive a sleep, but not a reset', async (t) => {
  const cluster = await startedCluster(t, { autoApprove: [{ everything: true, deny: 'no' }] })
  cluster.faults.add(BUSY)
  await cluster.approvers.set(RULES)
  await t.rejects(cluster.get('configmap/a'), /busy/)
  const before = await cluster.journal.list()
  await cluster.sleep()
  await cluster.wake()
  t.match(cluster.faults.list(), [{ name: 'busy', happened: 1 }])
  t.same(cluster.approvers.list(), RULES)
  t.same((await cluster.journal.list()).slice(0, before.length), before)
  await t.rejects(cluster.get('configmap/a'), /busy/)
  await t.rejects(cluster.get('configmap/a'), /not found/, 'the fault continues counting')
  const [next] = await cluster.journal.list({ since: before.at(-1)!.number, code: 503 })
  t.equal(next?.fault, 'busy', 'the numbers of requests continue too')
  await cluster.reset()
  t.same(cluster.faults.list(), [])
  t.match(cluster.approvers.list(), [{ deny: 'no' }])
  t.same(await cluster.journal.list(), [], 'a reset empties the journal')
})

t.test('a new start on the same folder has no faults, rules or journal', async (t) => {
  const dataDir = t.testdir()
  const first = await startCluster({ dataDir })
  first.faults.add(BUSY)
  await first.approvers.set(RULES)
  await t.rejects(first.get('configmap/a'), /busy/)
  await first.close()
  const second = await startedCluster(t, { dataDir })
  t.same(second.faults.list(), [])
  t.same(second.approvers.list(), [])
  t.same(await second.journal.list(), [])
})
