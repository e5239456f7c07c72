import { execFileSync } from 'node:child_process'
import { createPrivateKey } from 'node:crypto'
import t, { type Test } from 'tap'
import { type ServerOptions, validateOptions } from '../../src/server/options.ts'
import { systemEntropy } from '../../src/server/system.ts'
import type { RunningServer } from '../../src/server/running-server.ts'
import { createServer } from '../../src/server/server.ts'
import { freePorts } from '../fixtures/free-ports.ts'
import { startEtcd, withoutEtcd } from '../fixtures/etcd.ts'
import { Gateway } from '../fixtures/gateway.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'
import { until } from '../fixtures/waits.ts'

const CONFIGMAPS = '/api/v1/namespaces/default/configmaps'
const configMap = (name: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data: { a: '1' },
})

const replicaOn = (t: Test, url: string, more: Omit<ServerOptions, 'clock'> = {}) =>
  startServer(t, {
    etcdServers: [url],
    encryptionPassphrase: 'swordfish',
    entropy: systemEntropy,
    ...more,
  })

const assertSame = (t: Test, a: RunningServer, b: RunningServer) => {
  t.equal(a.authority.certificatePem, b.authority.certificatePem)
  t.equal(a.adminToken, b.adminToken)
  t.same(a.admin, b.admin)
}

t.test('two servers on one etcd are one cluster', { skip: withoutEtcd }, async (t) => {
  const [etcd] = await startEtcd(t)
  const gateway = await Gateway.to(t, etcd!.url)
  const one = await replicaOn(t, etcd!.url)
  const two = await replicaOn(t, gateway.url)

  t.test('both servers have the same CA and administrator', async (t) => {
    assertSame(t, one.server, two.server)
  })

  t.test('keys and tokens are encrypted in etcd', async (t) => {
    const dumped = execFileSync('etcdctl', ['--endpoints', etcd!.url, 'get', '--prefix', ''])
    t.ok(dumped.includes('/registry/namespaces/default'), 'the objects are there')
    t.ok(dumped.includes('/registry/csrlab/settings/'), 'so are the settings')
    const { admin, adminToken } = one.server
    const der = createPrivateKey(admin.keyPem).export({ type: 'pkcs8', format: 'der' })
    const secrets = [adminToken, 'PRIVATE KEY', der, der.toString('base64').slice(0, 80)]
    for (const [i, secret] of secrets.entries()) t.notOk(dumped.includes(secret), `secret ${i}`)
  })

  t.test('servers that start together have the same CA and administrator', async (t) => {
    const options = {
      etcdServers: [etcd!.url],
      etcdPrefix: '/together',
      encryptionPassphrase: 'swordfish',
      caKeyType: 'p256',
    } as const
    const [a, b] = await Promise.all([createServer(options), createServer(options)])
    assertSame(t, a, b)
    await Promise.all([a.close(), b.close()])
  })

  t.test('writes acknowledged by one server are visible on the other', async (t) => {
    const names = Array.from({ length: 20 }, (_, i) => `n${i}`)
    for (const [i, name] of names.entries()) {
      const [writer, reader] = i % 2 === 0 ? [one, two] : [two, one]
      const { body: made } = await writer.post(CONFIGMAPS, configMap(name))
      const { body: read } = await reader.get(`${CONFIGMAPS}/${name}`)
      t.same(read, made)
      const { body: changed } = await reader.put(`${CONFIGMAPS}/${name}`, {
        ...made,
        data: { a: '2' },
      })
      t.equal((await writer.get(`${CONFIGMAPS}/${name}`)).body.data.a, '2')
      const late = await writer.put(`${CONFIGMAPS}/${name}`, made)
      t.equal(late.code, 409, 'a conflict is detected across replicas')
      t.not(changed.metadata.resourceVersion, made.metadata.resourceVersion)
    }
    const list = async (server: TestServer) => {
      const { body } = await server.get(CONFIGMAPS)
      return [body.metadata.resourceVersion, body.items]
    }
    t.same(await list(one), await list(two))
  })

  t.test('an error in one document rolls back all documents, but no other changes', async (t) => {
    const { body: other } = await two.post(CONFIGMAPS, configMap('other'))
    const document = (name: string) =>
      JSON.stringify({ ...configMap(name), metadata: { name, namespace: 'default' } })
    await t.rejects(one.server.populate(`${document('whole')}\n---\n${document('NO NAME')}`))
    t.equal(await two.code(`${CONFIGMAPS}/whole`), 404)
    t.same((await one.get(`${CONFIGMAPS}/other`)).body, other)
  })

  t.test('the outdated state of one server does not make it reject writes', async (t) => {
    gateway.delay(25)
    t.teardown(() => gateway.delay(0))
    const path = `${CONFIGMAPS}/late`
    const patch = (b: string) => two.patch(path, { data: { b } })
    await one.post(CONFIGMAPS, configMap('late'))
    t.equal((await patch('1')).code, 200, 'the object exists in etcd')
    const { body: second } = await one.put(path, { ...configMap('late'), data: { b: '2' } })
    t.equal(
      (await two.put(path, { ...second, data: { b: '3' } })).code,
      200,
      'the sent version is the one in etcd',
    )
    await one.put(path, { ...configMap('late'), data: { b: '4' } })
    t.equal((await patch('3')).body.data.b, '3')
    t.equal(
      (await one.get(path)).body.data.b,
      '3',
      'the patch is not dropped as a no-op, although its server last saw the same value',
    )
    await one.delete(path)
    t.equal(
      (await two.post(CONFIGMAPS, configMap('late'))).code,
      201,
      'the object is gone from etcd',
    )
    await one.delete(path)
    t.equal((await two.delete(path)).code, 404)
  })

  t.test(
    'the outdated state of one server does not make it admit writes into a deleted namespace',
    async (t) => {
      gateway.delay(25)
      t.teardown(() => gateway.delay(0))
      const namespaces = '/api/v1/namespaces'
      await one.post(namespaces, {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'brief' },
      })
      const inside = `${namespaces}/brief/configmaps`
      t.equal((await two.post(inside, configMap('in-time'))).code, 201)
      await one.delete(`${namespaces}/brief`)
      const { code } = await two.post(inside, configMap('too-late'))
      t.ok(code === 403 || code === 404, 'the namespace is terminating or gone')
    },
  )

  t.test('actions that would affect only one replica are rejected, with the reason', async (t) => {
    for (const [method, path] of [
      ['PUT', 'snapshots/a'],
      ['POST', 'reset'],
      ['POST', 'clock/advance'],
      ['POST', 'faults'],
      ['DELETE', 'approvers'],
    ] as const)
      t.match(await one.request(method, `/csrlab/v1/${path}`), {
        code: 409,
        body: { message: /^this cluster is stored in etcd, and a change would affect only one/ },
      })
    t.equal(await one.code('/csrlab/v1/clock'), 200)
  })

  t.test(
    'a server without a connection to etcd is not ready, and recovers when it reconnects',
    async (t) => {
      await two.get(`${CONFIGMAPS}/n0`)
      gateway.close()
      await until(async () => (await two.code('/readyz')) === 500, 'the server is not ready')
      t.match((await two.get('/readyz?verbose')).text, /\[-\]etcd-readiness failed/)
      const asked = await two.get(`${CONFIGMAPS}/n0`)
      t.equal(asked.code, 503)
      t.match(asked.body.message, /^etcd is unavailable: /)
      t.equal(asked.headers['retry-after'], '1')
      t.equal((await two.post(CONFIGMAPS, configMap('late'))).code, 503)
      t.equal(await two.code(`${CONFIGMAPS}/n0?resourceVersion=0`), 200, 'from memory')
      t.equal(await two.code('/livez'), 200)
      await one.post(CONFIGMAPS, configMap('meanwhile'))
      gateway.open()
      await until(async () => (await two.code('/readyz')) === 200, 'the server is ready')
      t.equal(await two.code(`${CONFIGMAPS}/meanwhile`), 200)
      t.equal(await two.code(`${CONFIGMAPS}/late`), 404)
    },
  )
})

t.test(
  'a full etcd rejects all writes but deletes, and the server stays ready',
  { skip: withoutEtcd },
  async (t) => {
    const [etcd] = await startEtcd(t, { options: ['--quota-backend-bytes', '3000000'] })
    const server = await replicaOn(t, etcd!.url)
    const large = (name: string) => ({
      ...configMap(name),
      data: { a: 'x'.repeat(900_000) },
    })
    const codes: number[] = []
    // etcd only updates its size when it commits to disk, up to 100 ms after a write
    for (let i = 0; i < 200 && codes.at(-1) !== 507; i++)
      codes.push((await server.post(CONFIGMAPS, large(`large${i}`))).code)
    t.equal(codes.at(-1), 507)
    const { body } = await server.post(CONFIGMAPS, configMap('small'))
    t.match(body, { kind: 'Status', code: 507, reason: 'InsufficientStorage' })
    t.match(
      body.message,
      /^etcd is full .*: reads and deletes work; delete objects, then run etcdctl/,
    )
    t.equal(await server.code('/readyz'), 200)
    t.equal(await server.code(`${CONFIGMAPS}/large0`), 200)
    t.equal((await server.delete(`${CONFIGMAPS}/large0`)).code, 200)
    t.equal(await server.code(`${CONFIGMAPS}/large0`), 404)
  },
)

t.test('two replicas cannot use the same data folder', { skip: withoutEtcd }, async (t) => {
  const [etcd] = await startEtcd(t)
  const dataDir = t.testdir()
  const start = () => replicaOn(t, etcd!.url, { dataDir })
  const first = await start()
  await t.rejects(start(), { name: 'OpenError', kind: 'locked' })
  await first.close()
  await (await start()).close()
})

t.test("the leader's lease names its address", { skip: withoutEtcd }, async (t) => {
  const [etcd] = await startEtcd(t)
  const [port] = await freePorts(1)
  const server = await replicaOn(t, etcd!.url, { port: port!, advertiseAddress: '192.0.2.7' })
  const path = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager'
  await until(async () => (await server.code(path)) === 200, 'the lease')
  const { body } = await server.get(path)
  t.match(body.spec.holderIdentity, new RegExp(`^192\\.0\\.2\\.7:${port}_[0-9a-f-]{36}$`))
})

t.test('another passphrase is rejected', { skip: withoutEtcd }, async (t) => {
  const [etcd] = await startEtcd(t)
  await (await replicaOn(t, etcd!.url)).close()
  await t.rejects(replicaOn(t, etcd!.url, { encryptionPassphrase: 'tunafish' }), {
    name: 'OpenError',
    kind: 'sealed',
  })
})

t.test('invalid options for etcd are rejected, with the reason', async (t) => {
  const etcdServers = ['http://127.0.0.1:2379']
  const encryptionPassphrase = 'swordfish'
  t.match(validateOptions({ etcdServers, encryptionPassphrase }), {
    etcd: { servers: etcdServers, prefix: '/registry' },
  })
  const cases = [
    [{ etcdServers }, /^--etcd-servers needs --encryption-passphrase-file, /],
    [{ etcdServers: ['10.0.0.1:2379'], encryptionPassphrase }, /^--etcd-servers has "10\.0\.0\.1/],
    [{ etcdServers: ['http://a/b'], encryptionPassphrase }, /^--etcd-servers has "http:\/\/a\/b"/],
    [{ etcdServers, encryptionPassphrase, etcdPrefix: '/' }, /^--etcd-prefix must be a prefix/],
    [{ etcdServers, encryptionPassphrase, etcdKey: 'PEM' }, /^--etcd-certfile and --etcd-keyfile/],
    [{ etcdCa: 'PEM' }, /^certificates for etcd need --etcd-servers/],
    [{ encryptionPassphrase }, /^--encryption-passphrase-file needs --data-dir/],
  ] as const
  for (const [options, message] of cases)
    t.throws(() => validateOptions(options), { name: 'OptionsError', message })
})
