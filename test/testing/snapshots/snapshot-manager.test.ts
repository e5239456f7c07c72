import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import { bind } from '../../fixtures/grants.ts'
import { type Json, namesOf, startServer, type TestServer } from '../../fixtures/server.ts'

const MAPS = '/api/v1/namespaces/default/configmaps'
const CSRLAB = '/csrlab/v1'

const configMap = (name: string, colour: string) => ({ metadata: { name }, data: { colour } })

const reset = (server: TestServer) => server.request('POST', `${CSRLAB}/reset`)

/** Returns all objects as JSON, without resource versions. */
const world = async (server: TestServer) => {
  await server.put(`${CSRLAB}/snapshots/looked-at`, {})
  const entries = server.server.snapshots.entries('looked-at')
  await server.delete(`${CSRLAB}/snapshots/looked-at`)
  return entries.map(({ value }) => {
    const object = JSON.parse(value.toString()) as { metadata: Record<string, unknown> }
    const { resourceVersion: _, ...metadata } = object.metadata
    return JSON.stringify({ ...object, metadata })
  })
}

const versionOf = (object: Json) =>
  Number((object.metadata as { resourceVersion: string }).resourceVersion)

/** Returns names such as `ConfigMap default/a`. */
const names = (objects: readonly string[]) =>
  objects.map((text) => {
    const { kind, metadata } = JSON.parse(text) as Record<string, { [name: string]: string }>
    return `${String(kind)} ${metadata!['namespace'] ?? ''}/${metadata!['name']!}`
  })

t.test('a reset restores the state after the first start', async (t) => {
  const server = await startServer(t)
  const before = await world(server)
  await server.create(MAPS, configMap('a', 'red'))
  await server.delete(`${MAPS}/kube-root-ca.crt`)
  await server.delete('/apis/rbac.authorization.k8s.io/v1/clusterroles/view')
  await server.namespace('team')
  const { body: list } = await server.get(MAPS)
  t.equal((await reset(server)).code, 200)
  const after = await world(server)
  t.same(names(after), names(before))
  t.ok(versionOf((await server.get(MAPS)).body) > versionOf(list), 'the resource version has grown')
  t.equal(await server.code(`${MAPS}/a`), 404)
  t.equal((await server.post(MAPS, configMap('a', 'blue'))).code, 201)
  await reset(server)
  t.ok(
    isDeepStrictEqual(await world(server), after),
    'a second reset gives the same objects, except for resource versions',
  )
})

t.test('a cluster with a history is reset to the state of a new one', async (t) => {
  const dataDir = t.testdir({})
  const first = await startServer(t, { dataDir })
  const before = names(await world(first))
  await first.create(MAPS, configMap('a', 'red'))
  await first.close()
  const second = await startServer(t, { dataDir })
  await reset(second)
  t.same(names(await world(second)), before)
})

t.test('a restore leaves exactly the objects of the snapshot, uids included', async (t) => {
  const server = await startServer(t)
  const kept = await server.create(MAPS, configMap('kept', 'red'))
  await server.create(MAPS, configMap('changed', 'red'))
  const saved = await server.put(`${CSRLAB}/snapshots/monday`, {})
  t.match(saved.body, { name: 'monday', resourceVersion: /^\d+$/, size: Number, time: /Z$/ })
  const before = await world(server)

  await server.patch(`${MAPS}/changed`, { data: { colour: 'blue' } })
  await server.delete(`${MAPS}/kept`)
  const other = await server.create(MAPS, configMap('kept', 'other'))
  await server.create(MAPS, configMap('late', 'red'))
  t.not(other.metadata['uid'], kept.metadata['uid'])

  t.equal((await server.request('POST', `${CSRLAB}/snapshots/monday/restore`)).code, 200)
  t.ok(isDeepStrictEqual(await world(server), before))
  const back = (await server.get(`${MAPS}/kept`)).body
  t.equal(back.metadata['uid'], kept.metadata['uid'])
  t.ok(versionOf(back) > versionOf(other))
  t.same(
    (await server.get(`${CSRLAB}/snapshots`)).body.snapshots,
    [saved.body],
    'the snapshot is kept after a restore',
  )
  await server.delete(`${CSRLAB}/snapshots/monday`)
  t.match(await server.request('POST', `${CSRLAB}/snapshots/monday/restore`), {
    code: 404,
    body: { message: 'snapshots "monday" not found' },
  })
})

t.test('a restore or reset also restores permissions', async (t) => {
  const server = await startServer(t)
  await server.put(`${CSRLAB}/snapshots/empty`, {})
  const asJane = () => server.get(MAPS, { headers: { 'impersonate-user': 'jane' } })
  await bind(server, 'jane', 'view')
  await server.put(`${CSRLAB}/snapshots/with-jane`, {})
  t.equal((await asJane()).code, 200)
  await server.request('POST', `${CSRLAB}/snapshots/empty/restore`)
  t.equal((await asJane()).code, 403)
  await server.request('POST', `${CSRLAB}/snapshots/with-jane/restore`)
  t.equal((await asJane()).code, 200)
  await reset(server)
  t.equal((await asJane()).code, 403)
})

t.test('a reset ends watches with 410, and they cannot be resumed', async (t) => {
  const server = await startServer(t)
  const { body: list } = await server.get(MAPS)
  const version = versionOf(list)
  const open = await server.watch(`${MAPS}?watch=1&resourceVersion=${version}`)
  const quiet = await server.watch(`/api/v1/nodes?watch=1&resourceVersion=${version}`)
  await server.create(MAPS, configMap('a', 'red'))
  t.match(await open.next(), { type: 'ADDED', object: { metadata: { name: 'a' } } })
  await reset(server)
  for (const watch of [open, quiet]) {
    t.match(await watch.next(), { type: 'ERROR', object: { code: 410, reason: 'Expired' } })
    t.equal(await watch.next(), undefined, 'the watch ends')
  }
  t.match(await server.get(`${MAPS}?watch=1&resourceVersion=${version}`), {
    body: { type: 'ERROR', object: { code: 410 } },
  })
})

t.test('invalid snapshot requests are rejected', async (t) => {
  const server = await startServer(t)
  const cases = [
    ['Monday', {}, /^name: write at most 63 lower-case letters/],
    ['a', { objects: [] }, /there is no field "objects"/],
  ] as const
  for (const [name, body, message] of cases)
    t.match(await server.put(`${CSRLAB}/snapshots/${name}`, body), { code: 400, body: { message } })
  t.same((await server.get(`${CSRLAB}/snapshots`)).body.snapshots, [])
})

t.test('writes during a reset succeed', async (t) => {
  const server = await startServer(t)
  await server.create(MAPS, configMap('a', 'red'))
  const answers = await Promise.all([
    reset(server),
    ...Array.from({ length: 20 }, (_, i) => server.post(MAPS, configMap(`n${i}`, 'red'))),
  ])
  t.same(new Set(answers.slice(1).map(({ code }) => code)), new Set([201]))
  await reset(server)
  t.same(namesOf((await server.get(MAPS)).body), ['kube-root-ca.crt'])
})

t.test('a snapshot with objects of an unknown resource cannot be restored', async (t) => {
  const server = await startServer(t)
  await server.create(MAPS, configMap('a', 'red'))
  const key = '/registry/example.com/gadgets/default/a'
  const { snapshotManager: manager } = server.server
  const strange = await manager.save('strange', [{ key, value: Buffer.from('{}') }])
  const { code, body } = await server.post(`${CSRLAB}/snapshots/strange/restore`, {})
  t.equal(code, 409)
  t.equal(
    body.message,
    `the snapshot strange holds ${key}, but this server has no such resource: restore it with the version and options of the server that saved it`,
  )
  t.equal(await server.code(`${MAPS}/a`), 200, 'nothing has changed')
  const failing = t.rejects(manager.restore(strange), { code: 409 })
  t.match(
    await manager.save('good'),
    { name: 'good' },
    'a save waits for the failing restore, and succeeds',
  )
  await failing
})
