/** `csrlab controllers` as a process that is killed, and beside others of its kind. */
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { type Cluster, startCluster } from '../../src/index.ts'
import type { CertificateSigningRequest } from '../../src/apis/certificates.ts'
import type { Lease } from '../../src/apis/coordination.ts'
import { csrBody } from '../fixtures/builders.ts'
import { until } from '../fixtures/waits.ts'
import { start, type Started } from './process.ts'

/** Starts the command; it may not be ready yet. */
const control = (t: Test, cluster: Cluster, ...more: readonly string[]): Started => {
  const cwd = t.testdir({ kubeconfig: cluster.kubeconfig() })
  const args = ['controllers', '--kubeconfig', join(cwd, 'kubeconfig'), '--json', ...more]
  const started = start(args, { cwd })
  t.teardown(() => started.process.kill('SIGKILL'))
  return started
}

const isReady = (started: Started) =>
  until(() => started.stdout().includes('\n'), 'the controllers to be ready')

const kill = async ({ process, ended }: Started): Promise<void> => {
  process.kill('SIGKILL')
  await ended
}

const ask = async (cluster: Cluster, name: string): Promise<void> => {
  await cluster.apply(csrBody({ name }))
  await cluster.approve(name)
}

const certificates = async (cluster: Cluster): Promise<string[]> =>
  (await cluster.list<CertificateSigningRequest>('csr')).flatMap(({ status }) =>
    status.certificate === undefined ? [] : [status.certificate],
  )

t.test('controllers are killed and started in the middle of 500 requests', async (t) => {
  const cluster = await startCluster({ controllers: ['-*'] })
  t.teardown(() => cluster.close())
  const { caPem } = cluster
  let controllers = control(t, cluster)
  await isReady(controllers)
  const count = 500
  for (let i = 0; i < count; i++) {
    await ask(cluster, `r${i}`)
    if (i % 100 !== 50) continue
    await until(async () => (await certificates(cluster)).length > i - 50, 'some to be signed')
    await kill(controllers)
    controllers = control(t, cluster)
  }
  await until(async () => (await certificates(cluster)).length === count, 'all to be signed')
  const signed = new Set(await certificates(cluster))
  t.equal(signed.size, count)
  t.equal(cluster.caPem, caPem)
  const writes = await cluster.journal.list({
    verb: 'update',
    resource: 'certificatesigningrequests',
    subresource: 'status',
    code: 200,
  })
  t.equal(writes.length, count, 'each is signed once')
  controllers.process.kill('SIGTERM')
  t.match(await controllers.ended, { code: 0, signal: null })
})

t.test('a server that stops is found again', async (t) => {
  const cluster = await startCluster({ controllers: ['-*'] })
  t.teardown(() => cluster.close())
  const controllers = control(t, cluster)
  await isReady(controllers)
  await cluster.sleep()
  await cluster.wake()
  await ask(cluster, 'jane')
  await until(async () => (await certificates(cluster)).length === 1, 'the request to be signed')
  await cluster.sleep()
  controllers.process.kill('SIGTERM')
  t.match(await controllers.ended, { code: 0 }, 'ends while there is no server')
})

t.test('a killed leader is followed by another', async (t) => {
  const cluster = await startCluster({ controllers: ['-*'] })
  t.teardown(() => cluster.close())
  const [first, second] = [0, 1].map(() => control(t, cluster, '--leader-elect'))
  const leases = () => cluster.list<Lease>('leases', { namespace: 'kube-system' })
  await until(async () => (await leases()).length > 0, 'a leader')
  const [before] = await leases()
  await ask(cluster, 'early')
  await until(async () => (await certificates(cluster)).length === 1, 'the first to be signed')
  const requests = await cluster.journal.list({ subresource: 'status', code: 200 })
  t.equal(requests.length, 1)
  // whichever leads
  const holder = before!.spec.holderIdentity ?? ''
  const leads = ({ process }: Started) => holder.includes(String(process.pid))
  await kill(leads(first!) ? first! : second!)
  await ask(cluster, 'late')
  await until(async () => (await certificates(cluster)).length === 2, 'the second to be signed')
  const [after] = await leases()
  t.not(after!.spec.holderIdentity, holder)
  t.equal(after!.spec.leaseTransitions, (before!.spec.leaseTransitions ?? 0) + 1)
})
