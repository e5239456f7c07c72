import t from 'tap'
import { abuse, abuseInCluster } from './abuse.ts'

void t.test('clients that break off leave nothing behind', async (t) => {
  const { connections, requests, problems } = await abuse(t, 60, 7)
  t.strictSame(problems, [])
  t.ok(requests > connections)
})

void t.test('nor in a cluster of a host, which goes to sleep', async (t) => {
  const { connections, requests, problems } = await abuseInCluster(t, 60, 8)
  t.strictSame(problems, [])
  t.ok(requests > connections)
})
