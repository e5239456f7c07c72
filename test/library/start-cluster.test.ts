import { spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { createServer, connect, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { startCluster, started } from './built.ts'
import { request, whoami } from './client.ts'
import { arrival, ending } from '../fixtures/waits.ts'
import { stopwatch } from '../fixtures/processor-time.ts'

const CSRS = '/apis/certificates.k8s.io/v1/certificatesigningrequests'

t.test('a start takes less than 0.4 seconds of processor time', async (t) => {
  const times: number[] = []
  for (let i = 0; i < 5; i++) {
    const spent = stopwatch()
    const cluster = await startCluster()
    t.equal((await request(cluster, cluster, '/readyz')).code, 200)
    times.push(spent())
    await cluster.close()
  }
  // the best time: the first start loads more code, and garbage collection may slow any start
  t.ok(Math.min(...times) < 400, `${times.map(Math.round).join(', ')} ms`)
})

t.test('the administrator has a token and a kubeconfig', async (t) => {
  const cluster = await started(t)
  t.match(cluster.url, /^https:\/\/127\.0\.0\.1:\d+$/)
  t.equal(new X509Certificate(cluster.caPem).subject, 'CN=kubernetes')
  t.match(await whoami(cluster, cluster), {
    username: 'kubernetes-admin',
    groups: ['system:masters', 'system:authenticated'],
  })
  t.match(cluster.kubeconfig(), `server: ${cluster.url}\n`)
  t.match(cluster.kubeconfig(), 'current-context: kubernetes-admin@kubernetes\n')
})

t.test('issue makes users, and deletes their CSRs', async (t) => {
  const cluster = await started(t)
  const [jane, bob, root] = await Promise.all([
    cluster.issue({ commonName: 'jane', organizations: ['developers', 'reviewers'] }),
    cluster.issue({ commonName: 'bob', keyType: 'rsa2048', expirationSeconds: 600 }),
    cluster.issue({ commonName: 'second jane' }),
  ])
  // DER sorts the set of organizations
  const { username, groups } = await whoami(cluster, jane)
  t.equal(username, 'jane')
  t.same([...groups].sort(), ['developers', 'reviewers', 'system:authenticated'])
  t.match(await whoami(cluster, bob), { username: 'bob', groups: ['system:authenticated'] })
  t.equal((await whoami(cluster, root)).username, 'second jane')
  t.equal((await request(cluster, jane, CSRS)).code, 403)

  const certificate = new X509Certificate(bob.certificate)
  t.ok(certificate.verify(new X509Certificate(cluster.caPem).publicKey))
  t.equal(certificate.publicKey.asymmetricKeyType, 'rsa')
  const left = Date.parse(certificate.validTo) - Date.now()
  t.ok(left > 0 && left <= 600_000, 'it is valid for at most 10 minutes')

  t.equal(cluster.kubeconfig(jane), jane.kubeconfig)
  t.match(jane.kubeconfig, 'current-context: jane@kubernetes\n')
  const list = await request(cluster, cluster, CSRS)
  t.same(list.body.items, [], 'the CSRs of issue() are deleted')
})

t.test("issue rejects with the text of the server's error", async (t) => {
  const cluster = await started(t)
  await t.rejects(cluster.issue({ commonName: 'jane', expirationSeconds: 1 }), {
    message: /spec\.expirationSeconds: Invalid value: 1/,
  })
  await t.rejects(cluster.issue({ commonName: 'eve', organizations: ['system:masters'] }), {
    message: /system:masters/,
  })
  t.same((await request(cluster, cluster, CSRS)).body.items, [])
})

t.test('clusters that start concurrently are independent', async (t) => {
  const clusters = await Promise.all(Array.from({ length: 6 }, () => started(t)))
  t.equal(new Set(clusters.map(({ url }) => url)).size, clusters.length)
  t.equal(new Set(clusters.map(({ caPem }) => caPem)).size, clusters.length)
  const users = await Promise.all(
    clusters.map((cluster, i) => cluster.issue({ commonName: `user-${i}` })),
  )
  for (const [i, cluster] of clusters.entries()) {
    t.equal((await whoami(cluster, users[i])).username, `user-${i}`)
    const other = clusters[(i + 1) % clusters.length]!
    t.equal(
      (await request(other, users[i], CSRS)).code,
      401,
      'another cluster does not know the user',
    )
    t.equal((await request(other, { token: cluster.token }, CSRS)).code, 401)
  }
  await clusters[0]!.close()
  const next = clusters[1]!
  t.equal((await request(next, next, CSRS)).code, 200, 'after one is closed, the others continue')
})

t.test('a cluster with a data folder is restored by the next start', async (t) => {
  const dataDir = t.testdir()
  const first = await startCluster({ dataDir })
  const jane = await first.issue({ commonName: 'jane' })
  await first.close()
  const second = await started(t, { dataDir })
  t.equal(second.caPem, first.caPem)
  t.equal(second.token, first.token)
  t.equal((await whoami(second, jane)).username, 'jane')
})

t.test('the error of a failed start gives the reason', async (t) => {
  const other = createServer().listen(0, '127.0.0.1')
  t.teardown(() => other.close())
  await arrival(other, 'listening')
  const { port } = other.address() as AddressInfo
  await t.rejects(startCluster({ port }), { message: new RegExp(`Port ${port} `) })
  const dataDir = join(t.testdir({ file: '' }), 'file', 'data')
  await t.rejects(startCluster({ dataDir }), { message: /cannot write/ })
})

t.test('close is idempotent, closes idle connections, and frees the port', async (t) => {
  const cluster = await startCluster()
  const port = Number(new URL(cluster.url).port)
  const silent = connect(port, '127.0.0.1')
  silent.on('error', () => undefined)
  await arrival(silent, 'connect')
  const gone = ending(silent)
  await Promise.all([cluster.close(), cluster.close()])
  await cluster.close()
  await gone
  const again = createServer().listen(port, '127.0.0.1')
  await arrival(again, 'listening')
  t.pass('the port is free')
  again.close()
})

t.test('a process that has closed its clusters ends by itself', async (t) => {
  const program = `
    import { startCluster } from ${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)}
    const clusters = await Promise.all([startCluster(), startCluster()])
    await clusters[0].issue({ commonName: 'jane' })
    await Promise.all(clusters.map((cluster) => cluster.close()))
    process.on('exit', () => console.log('nothing is left'))
  `
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', program],
    { encoding: 'utf8', timeout: 240_000 },
  )
  t.match({ status, stdout, stderr }, { status: 0, stdout: 'nothing is left\n', stderr: '' })
})

t.test('a cluster sleeps, and wakes unchanged', async (t) => {
  const cluster = await started(t)
  const jane = await cluster.issue({ commonName: 'jane', organizations: ['developers'] })
  const { url, caPem } = cluster
  const maps = '/api/v1/namespaces/default/configmaps'
  const map = { metadata: { name: 'a' }, data: { x: '1' } }
  const made = await request(cluster, cluster, maps, map)
  t.equal(made.code, 201)
  await Promise.all([cluster.sleep(), cluster.sleep()])
  await t.rejects(request(cluster, cluster, maps), { code: 'ECONNREFUSED' })
  await t.rejects(cluster.issue({ commonName: 'bob' }), /sleeps/)
  await Promise.all([cluster.wake(), cluster.wake()])
  t.match(cluster, { url, caPem })
  t.same(
    (await request(cluster, cluster, `${maps}/a`)).body,
    made.body,
    'uid and resourceVersion are unchanged too',
  )
  t.equal((await whoami(cluster, jane)).username, 'jane', 'users keep their certificates')
  t.equal((await whoami(cluster, await cluster.issue({ commonName: 'bob' }))).username, 'bob')
  await cluster.sleep()
  await cluster.close()
  await t.rejects(cluster.wake(), /closed/)
})

t.test('a cluster stays asleep while its port is taken', async (t) => {
  const cluster = await started(t)
  await cluster.sleep()
  const other = createServer().listen(Number(new URL(cluster.url).port), '127.0.0.1')
  await arrival(other, 'listening')
  await t.rejects(cluster.wake(), /in use/)
  other.close()
  await ending(other)
  await cluster.wake()
  t.equal((await request(cluster, cluster, '/readyz')).code, 200)
})
