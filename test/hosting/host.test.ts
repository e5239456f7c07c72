import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { systemClock } from '../../src/server/system.ts'
import type { ManualClock } from '../fixtures/clock.ts'
import { namesOf } from '../fixtures/answer.ts'
import { arrival, until } from '../fixtures/waits.ts'
import { ask, session, startHost } from './host.ts'
import { times } from '../fixtures/times.ts'

const MAPS = '/api/v1/namespaces/default/configmaps'

/** Moves the clock until the idle cluster sleeps. */
const fallAsleep = (
  { host, clock }: Awaited<ReturnType<typeof startHost<ManualClock>>>,
  name: string,
) =>
  until(async () => {
    clock.advance(61_000)
    await host.tend()
    return (await host.inject('GET', `/csrlab/v1/clusters/${name}`)).body['state'] === 'asleep'
  }, `${name} to sleep`)

t.test('clusters are created, listed, found by name and path, and deleted', async (t) => {
  const { host, port, access } = await startHost(t, { clock: systemClock })
  const made = await host.inject('POST', '/csrlab/v1/clusters', { names: ['a', 'b'] })
  t.match(made, { code: 201, body: { clusters: [{ name: 'a', state: 'asleep' }, { name: 'b' }] } })
  t.match(await host.inject('POST', '/csrlab/v1/clusters', { names: ['c', 'a'] }), { code: 409 })
  t.match(await host.inject('GET', '/csrlab/v1/clusters/c'), { code: 404 }, 'no cluster is created')

  const byName = { ...(await access('a')), verify: true }
  const byPath = { ...(await access('a', 'path')), verify: true }
  t.equal(byName.server, `https://127.0.0.1:${port}`)
  t.equal(byPath.server, `https://127.0.0.1:${port}/clusters/a`)
  const named = { ...byName, servername: 'a.csrlab.internal' }
  const metadata = { name: 'm' }
  t.match(await ask(port, { ...named, path: MAPS, method: 'POST', body: { metadata } }), {
    code: 201,
    headers: { 'audit-id': /./ },
  })
  const found = { code: 200, body: { metadata } }
  t.match(
    await ask(port, { ...named, path: `${MAPS}/m` }),
    found,
    "the cluster's certificate is from its own CA",
  )
  t.match(await ask(port, { ...byPath, path: `/clusters/a${MAPS}/m` }), found)
  t.match(
    await ask(port, { ...byPath, path: `https://x.example/clusters/a${MAPS}/m` }),
    found,
    'the path may be an absolute URL, as in requests to a proxy',
  )
  const h2 = session(port, { cert: byPath.cert, key: byPath.key })
  t.match(await h2.ask({ ':path': `/clusters/a${MAPS}/m` }), found)
  t.match(
    await h2.ask({ ':path': `/clusters/b${MAPS}/m` }),
    { code: 401 },
    'B rejects the credentials of A',
  )
  h2.close()

  t.match(await ask(port, { path: '/clusters/none/api' }), {
    code: 404,
    body: { kind: 'Status', message: 'clusters "none" not found: it was deleted, has expired' },
  })
  const unknown = { ...byPath, path: '/api', servername: 'none.csrlab.internal' }
  t.match(await ask(port, unknown), { code: 404 }, "the certificate is from the host's CA")
  t.match(
    await ask(port, { path: '/clusters/A/api' }),
    { code: 403 },
    'a path with an invalid cluster name belongs to the host',
  )
  t.match(await ask(port, { path: '/version', servername: 'localhost' }), { code: 200 })
  t.match(
    await ask(port, { ...named, path: '/clusters/b/version' }),
    { code: 404 },
    "with A's server name, the path belongs to A",
  )

  const openId = await ask(port, {
    ...byPath,
    path: '/clusters/a/.well-known/openid-configuration',
  })
  t.equal(openId.body.jwks_uri, `https://127.0.0.1:${port}/clusters/a/openid/v1/jwks`)

  t.match(await host.inject('DELETE', '/csrlab/v1/clusters/a'), { code: 200, body: { name: 'a' } })
  t.match(await ask(port, { path: '/clusters/a/version' }), { code: 404 })
  t.match(
    await ask(port, { ...byPath, path: `${MAPS}/m` }),
    { code: 401 },
    'the host rejects the credentials of A',
  )
  t.match(await host.inject('DELETE', '/csrlab/v1/clusters', { names: ['b', 'a'] }), { code: 404 })
  t.match(await host.inject('DELETE', '/csrlab/v1/clusters', { names: ['b'] }), { code: 200 })
  t.same((await host.inject('GET', '/csrlab/v1/clusters')).body, { clusters: [] })
})

t.test('an unused cluster sleeps, and wakes unchanged', async (t) => {
  let naps = 0
  const started = await startHost(t, {}, { allAsleep: () => (naps += 1) })
  const { host, create } = started
  const a = await create('a')
  const state = async () => (await host.inject('GET', '/csrlab/v1/clusters/a')).body['state']
  const made = await a('POST', MAPS, { metadata: { name: 'm' } })
  const fault = { name: 'slow', match: { name: 'other' }, fault: { delay: '1s' } }
  t.match(await a('POST', '/csrlab/v1/faults', fault), { code: 201 })
  await host.tend()
  t.equal(await state(), 'awake', 'the cluster was used just now')

  await fallAsleep(started, 'a')
  await host.tend()
  t.equal(naps, 1, 'the host learns that all clusters sleep')
  t.same((await a('GET', `${MAPS}/m`)).body, made.body)
  t.equal(await state(), 'awake')
  t.match((await a('GET', '/csrlab/v1/faults/slow')).body, { name: 'slow' })
  const requests = await a('GET', '/csrlab/v1/requests')
  t.match(requests.text, /"method":"POST"/, 'the journal is kept')

  // a cluster without new writes can sleep and wake again
  await fallAsleep(started, 'a')
  t.match(await a('GET', `${MAPS}/m`), { code: 200 })
})

t.test('events that expire during sleep are gone when the cluster wakes', async (t) => {
  const started = await startHost(t)
  const { create, clock } = started
  const a = await create('a')
  const metadata = { name: 'e', namespace: 'default' }
  const events = '/api/v1/namespaces/default/events'
  const involvedObject = { namespace: 'default', kind: 'Pod', name: 'p' }
  t.match(await a('POST', events, { metadata, involvedObject }), { code: 201 })
  await fallAsleep(started, 'a')
  clock.advance(3_600_000)
  t.match((await a('GET', `${events}/e`)).code, 404, 'events expire after an hour')
})

t.test('no acknowledged write is lost when the host is killed', async (t) => {
  const folder = t.testdir()
  const dataDir = join(folder, 'data')
  const killed = await startHost(t, { dataDir })
  await killed.host.inject('POST', '/csrlab/v1/clusters', { names: ['a', 'b', 'new'] })
  const { cert } = await killed.access('a')
  const [a, b] = [await killed.through('a'), await killed.through('b')]
  const names = times(20, (i) => `m${i}`)
  const answers = await Promise.all(
    names.flatMap((name) => [a, b].map((of) => of('POST', MAPS, { metadata: { name } }))),
  )
  t.ok(answers.every(({ code }) => code === 201))
  const rolesOf = async (of: typeof a) =>
    (await of('GET', '/apis/rbac.authorization.k8s.io/v1/clusterroles')).body.items
  const roles = [await rolesOf(a), await rolesOf(b)]
  // copies the files as a kill would leave them, without an orderly close
  const copy = join(folder, 'copy')
  cpSync(dataDir, copy, { recursive: true })
  await killed.host.close()

  const { host, access, through } = await startHost(t, { dataDir: copy })
  t.match(await host.inject('GET', '/csrlab/v1/clusters'), {
    body: { clusters: [{ name: 'a', state: 'asleep' }, { name: 'b' }, { name: 'new' }] },
  })
  const restored = [await through('a'), await through('b')] as const
  for (const of of restored) {
    t.same(namesOf((await of('GET', MAPS)).body).sort(), ['kube-root-ca.crt', ...names].sort())
    t.match(await of('GET', `${MAPS}/m1`), { code: 200 })
  }
  t.same(await Promise.all(restored.map(rolesOf)), roles, 'including initial objects')
  t.equal((await access('a')).cert, cert, 'the same administrator')
  t.match((await access('new')).ca, /CERTIFICATE/, 'an unused cluster has a CA too')
})

t.test('with a passphrase, keys and objects in the file are encrypted', async (t) => {
  const dataDir = join(t.testdir(), 'data')
  const encryptionPassphrase = 'open sesame'
  const first = await startHost(t, { dataDir, encryptionPassphrase })
  await first.create('a')
  const { cert } = await first.access('a')
  await fallAsleep(first, 'a')
  await first.access('a')
  await first.host.close()
  t.notMatch(
    readFileSync(join(dataDir, 'clusters.db')).toString('latin1'),
    /PRIVATE KEY|configmaps/,
  )
  await t.rejects(startHost(t, { dataDir }), { message: /no passphrase was given/ })
  const again = await startHost(t, { dataDir, encryptionPassphrase })
  t.equal((await again.access('a')).cert, cert)
})

t.test('a cluster cannot exceed its rate limits', async (t) => {
  const { port, access, create, clock } = await startHost(t)
  const a = await create('a', { limits: { requestsPerSecond: 10, watches: 1 } })
  const list = () => a('GET', MAPS)
  const codes = (await Promise.all(Array.from({ length: 25 }, list))).map(({ code }) => code)
  t.equal(
    codes.filter((code) => code === 200).length,
    20,
    'the bucket holds tokens for two seconds',
  )
  t.match(await list(), { code: 429, headers: { 'retry-after': '1' }, text: /^Too many requests/ })
  clock.advance(1000)
  t.match(await list(), { code: 200 })

  const { cert, key } = await access('a')
  const h2 = session(port, { cert, key })
  const watch = h2.open({ ':path': `/clusters/a${MAPS}?watch=1` })
  await arrival(watch, 'response')
  t.match(await h2.ask({ ':path': `/clusters/a${MAPS}?watch=1` }), { code: 429 })
  h2.close()
})

t.test('a cluster cannot exceed its size limits', async (t) => {
  const { host, create } = await startHost(t)
  const b = await create('b', { limits: { bytes: 300_000 } })
  const emptyBytes = host.clusters.get('b').usage!.bytes
  const put = (name: string, size: number, method = 'POST') =>
    b(method, `${MAPS}${method === 'POST' ? '' : `/${name}`}`, {
      metadata: { name },
      data: { x: 'x'.repeat(size) },
    })
  t.match(await put('big', 100_000), { code: 201 })
  t.match(await put('more', 100_000), {
    code: 403,
    body: {
      message:
        /^configmaps "more" is forbidden: exceeded quota: cluster, requested: bytes=\d+, used: bytes=\d+, limited: bytes=300000$/,
    },
  })
  t.match(await put('big', 220_000, 'PUT'), { code: 403 })
  // the limit also holds for concurrent writes
  const together = await Promise.all(times(40, (i) => put(`together-${i}`, 5_000)))
  t.ok(together.some(({ code }) => code === 403))
  const { bytes } = host.clusters.get('b').usage!
  t.ok(bytes > 290_000 && bytes <= 300_000, `${bytes} bytes`)
  t.match(await put('little', 20_000), { code: 403 })
  t.match(await put('big', 10, 'PUT'), { code: 200 }, 'an object may shrink')
  t.match(await put('more', 1), { code: 201 })

  const d = await create('d', { limits: { bytes: Math.ceil(emptyBytes * 2.5) } })
  const snapshot = (name: string, method = 'PUT') => d(method, `/csrlab/v1/snapshots/${name}`)
  const answers = await Promise.all([snapshot('s'), snapshot('s2')])
  t.same(
    answers.map(({ code }) => code).toSorted((a, b) => a - b),
    [200, 403],
    'snapshots count as well',
  )
  t.match(answers.find(({ code }) => code === 403)!.body, {
    message: /snapshots "s2?" is forbidden: exceeded quota: cluster/,
  })
  for (const name of ['s', 's2']) await snapshot(name, 'DELETE')
  t.match(await snapshot('s2'), { code: 200 }, 'deleted snapshots no longer count')

  const c = await create('c', { limits: { objects: 200 } })
  await Promise.all(times(100, (i) => c('POST', MAPS, { metadata: { name: `m-${i}` } })))
  t.equal(host.clusters.get('c').usage?.objects, 200, 'concurrent writes do not exceed the limit')
})

t.test("a host's first clusters have the same initial objects as later ones", async (t) => {
  const { host, through } = await startHost(t)
  const names = ['a', 'b', 'c', 'd', 'e', 'f']
  await host.inject('POST', '/csrlab/v1/clusters', { names })
  const RBAC = '/apis/rbac.authorization.k8s.io/v1'
  const paths = [
    ...['namespaces', 'serviceaccounts', 'services', 'endpoints'].map(
      (resource) => `/api/v1/${resource}`,
    ),
    ...['clusterroles', 'clusterrolebindings', 'roles', 'rolebindings'].map(
      (resource) => `${RBAC}/${resource}`,
    ),
  ]
  const uids = new Set<string>()
  const worldOf = async (name: string) => {
    const of = await through(name)
    const all = []
    for (const path of paths) {
      const { body } = await of('GET', path)
      for (const { metadata } of body.items) {
        uids.add(metadata.uid)
        for (const own of ['uid', 'resourceVersion']) delete metadata[own]
      }
      all.push(body.items)
    }
    return all
  }
  const worlds = []
  for (const name of names) worlds.push(await worldOf(name))
  const [first = []] = worlds
  t.ok(first.flat().length > 100)
  for (const world of worlds) t.same(world, first)
  t.equal(uids.size, names.length * first.flat().length, 'uids are unique')

  const f = await through('f')
  t.match(await f('DELETE', `${RBAC}/clusterroles/view`), { code: 200 })
  t.match(await f('POST', '/csrlab/v1/reset'), { code: 200 })
  t.same(await worldOf('f'), first, 'a reset restores the initial objects')
})

t.test('a cluster starts with the objects of its template, and expires', async (t) => {
  const { host, access, through, clock } = await startHost(t)
  await host.inject('POST', MAPS, { metadata: { name: 'm' }, data: { x: 'of the template' } })
  await host.inject('PUT', '/csrlab/v1/snapshots/base', {})
  const wish = { names: ['a'], ttl: '1h', template: 'base' }
  t.match(await host.inject('POST', '/csrlab/v1/clusters', { ...wish, template: 'none' }), {
    code: 404,
  })
  t.match(await host.inject('POST', '/csrlab/v1/clusters', wish), { code: 201 })
  const a = await through('a')
  t.match(await a('GET', `${MAPS}/m`), { body: { data: { x: 'of the template' } } })
  const root = await a('GET', `${MAPS}/kube-root-ca.crt`)
  t.equal(
    root.body.data['ca.crt'],
    (await access('a')).ca,
    'the new cluster has its own CA, not that of the template',
  )
  clock.advance(3_601_000)
  await host.tend()
  t.match(await host.inject('GET', '/csrlab/v1/clusters/a'), { code: 404 })
  t.match(await a('GET', '/version'), { code: 404 })
})

t.test('a server on etcd cannot host clusters', async (t) => {
  const etcd = { etcdServers: ['http://127.0.0.1:2379'], encryptionPassphrase: 'swordfish' }
  await t.rejects(startHost(t, etcd), {
    name: 'OptionsError',
    message: /^--clusters and --etcd-servers exclude each other; /,
  })
})

t.test('log lines name their cluster', async (t) => {
  const lines: string[] = []
  const write = t.intercept(process.stderr, 'write', {
    value: (text: string) => {
      lines.push(text)
      return true
    },
  })
  const { create: createCluster } = await startHost(t, { logLevel: 'error' })
  const d = await createCluster('d', { limits: { objects: 200 } })
  const create = (path: string, name: string) => d('POST', path, { metadata: { name } })
  const made = await Promise.all(times(100, (i) => create(MAPS, `m${i}`)))
  const one = `${MAPS}/m${made.findIndex(({ code }) => code === 201)}`
  t.match(await d('DELETE', one), { code: 200 })
  t.match(await create('/api/v1/namespaces', 'full'), { code: 201 })
  await until(() => lines.length > 0, 'a log line of a controller that exceeds the quota')
  write.restore()
  t.match(JSON.parse(lines[0]!), { level: 50, cluster: 'd', controller: /./, key: /full/ })
})
