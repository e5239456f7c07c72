/** `csrlab controllers` as several processes, some of which are killed. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { Cluster } from '../../src/index.ts'
import type { CertificateSigningRequest } from '../../src/apis/certificates.ts'
import type { Lease } from '../../src/apis/coordination.ts'
import { csrBody } from '../fixtures/builders.ts'
import { startedCluster } from '../fixtures/cluster.ts'
import { until } from '../fixtures/waits.ts'
import { start, type Started } from './process.ts'

/** Starts the command, which stores its CA in `folder`. */
const control = (
  t: Test,
  cluster: Cluster,
  folder: string,
  ...more: readonly string[]
): Started => {
  const cwd = join(t.testdirName, folder)
  mkdirSync(cwd, { recursive: true })
  writeFileSync(join(cwd, 'kubeconfig'), cluster.kubeconfig())
  const started = start(['controllers', '--kubeconfig', 'kubeconfig', '--json', ...more], { cwd })
  t.teardown(() => started.process.kill('SIGKILL'))
  return started
}

const isReady = (started: Started) =>
  until(() => started.stdout().includes('\n'), 'the controllers to be ready')

const kill = async ({ process, ended }: Started) => {
  process.kill('SIGKILL')
  await ended
}

const ask = async (cluster: Cluster, name: string) => {
  await cluster.apply(csrBody({ name }))
  await cluster.approve(name)
}

const certificates = async (cluster: Cluster) =>
  (await cluster.list<CertificateSigningRequest>('csr')).flatMap(({ status }) =>
    status.certificate === undefined ? [] : [status.certificate],
  )

t.test('controllers that are killed and restarted sign each of 500 requests once', async (t) => {
  t.testdir({})
  const cluster = await startedCluster(t, { controllers: ['-*'] })
  let controllers = control(t, cluster, 'a')
  await isReady(controllers)
  const count = 500
  for (let i = 0; i < count; i++) {
    await ask(cluster, `r${i}`)
    if (i % 100 !== 50) continue
    await until(async () => (await certificates(cluster)).length > i - 50, 'some to be signed')
    await kill(controllers)
    controllers = control(t, cluster, 'a')
  }
  await until(async () => (await certificates(cluster)).length === count, 'all to be signed')
  const signed = new Set(await certificates(cluster))
  t.equal(signed.size, count)
  // the journal has no code for requests of a process that was killed before the response
  const writes = await cluster.journal.list({
    verb: 'update',
    resource: 'certificatesigningrequests',
    subresource: 'status',
    code: 200,
  })
  t.ok(writes.length > count / 2)
  t.equal(new Set(writes.map(({ name }) => name)).size, writes.length, 'none is signed twice')
  controllers.process.kill('SIGTERM')
  t.match(await controllers.ended, { code: 0, signal: null })
})

t.test('controllers reconnect to a restarted server', async (t) => {
  t.testdir({})
  const cluster = await startedCluster(t, { controllers: ['-*'] })
  const controllers = control(t, cluster, 'a')
  await isReady(controllers)
  await cluster.sleep()
  await cluster.wake()
  await ask(cluster, 'jane')
  await until(async () => (await certificates(cluster)).length === 1, 'the request to be signed')
  await cluster.sleep()
  controllers.process.kill('SIGTERM')
  t.match(await controllers.ended, { code: 0 }, 'the command stops while there is no server')
})

t.test('another process takes over after a leader is killed', async (t) => {
  t.testdir({})
  const cluster = await startedCluster(t, { controllers: ['-*'] })
  const leader = control(t, cluster, 'a', '--leader-elect')
  await ask(cluster, 'early')
  await until(async () => (await certificates(cluster)).length === 1, 'the first to be signed')
  await isReady(control(t, cluster, 'b', '--leader-elect'))
  const leaseOf = async () => (await cluster.list<Lease>('leases'))[0]!.spec
  const before = await leaseOf()
  await kill(leader)
  await ask(cluster, 'late')
  await until(async () => (await certificates(cluster)).length === 2, 'the second to be signed')
  const after = await leaseOf()
  t.not(after.holderIdentity, before.holderIdentity)
  t.equal(after.leaseTransitions, (before.leaseTransitions ?? 0) + 1)
})
