/** A cluster as a whole: back to its beginning, kept under a name and brought back. */
import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import { type Json, startServer, type TestServer } from '../../fixtures/server.ts'

const MAPS = '/api/v1/namespaces/default/configmaps'
const CSRLAB = '/csrlab/v1'

const configMap = (name: string, colour: string): object => ({
  kind: 'ConfigMap',
  apiVersion: 'v1',
  metadata: { name, namespace: 'default' },
  data: { colour },
})

const withUid = (uid: string): object => ({
  ...configMap('a', 'red'),
  metadata: { name: 'a', namespace: 'default', uid },
})

/** Everything that is there, as lists give it. */
const world = async (server: TestServer): Promise<string[]> => {
  const { body } = await server.put(`${CSRLAB}/snapshots/looked-at`, {})
  const { body: snapshot } = await server.get(`${CSRLAB}/snapshots/${body.name as string}`)
  await server.delete(`${CSRLAB}/snapshots/looked-at`)
  return (snapshot.objects as { kind: string; metadata: Record<string, unknown> }[]).map(
    (object) => {
      const { resourceVersion: _, ...metadata } = object.metadata
      return JSON.stringify({ ...object, metadata })
    },
  )
}

const versionOf = (object: Json): number =>
  Number((object.metadata as { resourceVersion: string }).resourceVersion)

/** `ConfigMap default/a` for each object of a world. */
const names = (objects: readonly string[]): string[] =>
  objects.map((text) => {
    const { kind, metadata } = JSON.parse(text) as Record<string, { [name: string]: string }>
    return `${String(kind)} ${metadata!['namespace'] ?? ''}/${metadata!['name']!}`
  })

t.test('a reset brings back what a first start leaves', async (t) => {
  const server = await startServer(t)
  const before = await world(server)
  await server.create(MAPS, configMap('a', 'red'))
  await server.delete(`${MAPS}/kube-root-ca.crt`)
  await server.delete('/apis/rbac.authorization.k8s.io/v1/clusterroles/view')
  await server.create('/api/v1/namespaces', {
    kind: 'Namespace',
    apiVersion: 'v1',
    metadata: { name: 'team' },
  })
  const { body: list } = await server.get(MAPS)
  t.equal((await server.request('POST', `${CSRLAB}/reset`)).code, 200)
  const after = await world(server)
  t.same(names(after), names(before))
  t.ok(versionOf((await server.get(MAPS)).body) > versionOf(list), 'versions go on')
  t.equal((await server.get(`${MAPS}/a`)).code, 404)
  t.equal((await server.post(MAPS, configMap('a', 'blue'))).code, 201)
  await server.request('POST', `${CSRLAB}/reset`)
  t.ok(isDeepStrictEqual(await world(server), after), 'and again, to the byte')
})

t.test('a cluster that has been there before is reset to what a new one is', async (t) => {
  const dataDir = t.testdir({})
  const first = await startServer(t, { dataDir })
  const before = names(await world(first))
  await first.create(MAPS, configMap('a', 'red'))
  await first.close()
  const second = await startServer(t, { dataDir })
  await second.request('POST', `${CSRLAB}/reset`)
  t.same(names(await world(second)), before)
})

t.test('a snapshot is brought back as it was', async (t) => {
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
    'it is there for the next time',
  )
  await server.delete(`${CSRLAB}/snapshots/monday`)
  t.match(await server.request('POST', `${CSRLAB}/snapshots/monday/restore`), {
    code: 404,
    body: { message: 'snapshots "monday" not found' },
  })
})

t.test('what follows the objects follows a world', async (t) => {
  const server = await startServer(t)
  await server.put(`${CSRLAB}/snapshots/empty`, {})
  const RBAC = '/apis/rbac.authorization.k8s.io/v1'
  const binding = {
    kind: 'ClusterRoleBinding',
    apiVersion: 'rbac.authorization.k8s.io/v1',
    metadata: { name: 'jane' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
    subjects: [{ kind: 'User', name: 'jane', apiGroup: 'rbac.authorization.k8s.io' }],
  }
  const asJane = () => server.get(MAPS, { headers: { 'impersonate-user': 'jane' } })
  await server.create(`${RBAC}/clusterrolebindings`, binding)
  await server.put(`${CSRLAB}/snapshots/with-jane`, {})
  t.equal((await asJane()).code, 200)
  await server.request('POST', `${CSRLAB}/snapshots/empty/restore`)
  t.equal((await asJane()).code, 403)
  await server.request('POST', `${CSRLAB}/snapshots/with-jane/restore`)
  t.equal((await asJane()).code, 200)
  await server.request('POST', `${CSRLAB}/reset`)
  t.equal((await asJane()).code, 403)
})

t.test('watches end with 410, as after a compaction', async (t) => {
  const server = await startServer(t)
  const { body: list } = await server.get(MAPS)
  const version = versionOf(list)
  const open = await server.watch(`${MAPS}?watch=1&resourceVersion=${version}`)
  const quiet = await server.watch(`/api/v1/nodes?watch=1&resourceVersion=${version}`)
  await server.create(MAPS, configMap('a', 'red'))
  t.match(await open.next(), { type: 'ADDED', object: { metadata: { name: 'a' } } })
  await server.request('POST', `${CSRLAB}/reset`)
  for (const watch of [open, quiet]) {
    t.match(await watch.next(), { type: 'ERROR', object: { code: 410, reason: 'Expired' } })
    t.equal(await watch.next(), undefined, 'and it ends')
  }
  t.match(await server.get(`${MAPS}?watch=1&resourceVersion=${version}`), {
    body: { type: 'ERROR', object: { code: 410 } },
  })
})

t.test('a snapshot goes from one cluster to another', async (t) => {
  const [one, two] = await Promise.all([startServer(t), startServer(t)])
  await one.create(MAPS, configMap('a', 'red'))
  await one.put(`${CSRLAB}/snapshots/now`, {})
  const { body } = await one.get(`${CSRLAB}/snapshots/now`)
  const all = body.objects as object[]
  const { code } = await two.put(`${CSRLAB}/snapshots/theirs`, {
    ...body,
    objects: all.slice(0, 50),
  })
  t.equal(code, 200)
  const added = await two.request('POST', `${CSRLAB}/snapshots/theirs/objects`, {
    body: { objects: all.slice(40) },
  })
  t.match(added.body, { name: 'theirs', size: all.length })
  await two.request('POST', `${CSRLAB}/snapshots/theirs/restore`)
  t.same((await two.get(`${MAPS}/a`)).body.data, { colour: 'red' })
})

t.test('what cannot be kept is refused, and said where', async (t) => {
  const server = await startServer(t)
  const objects = (...list: unknown[]): object => ({ objects: list })
  const cases: [path: string, body: object, message: RegExp][] = [
    ['Monday', {}, /^name: write at most 63 small letters/],
    ['a', objects(withUid('u'), 7), /^objects\[1\]: write an object/],
    [
      'a',
      objects({ kind: 'Pony', apiVersion: 'v1' }),
      /^objects\[0\]: nothing is stored as v1, Pony$/,
    ],
    [
      'a',
      objects({ kind: 'ConfigMap', apiVersion: 'v1', metadata: {} }),
      /^objects\[0\]: Namespace parameter required/,
    ],
    ['a', objects({ ...withUid('u'), data: 7 }), /^objects\[0\]: .*data/],
    ['a', objects(configMap('a', 'red')), /^objects\[0\]: metadata\.uid: write letters/],
    ['a', objects(withUid('a"}'.repeat(9))), /^objects\[0\]: metadata\.uid: write letters/],
    ['a', { things: [] }, /there is no field "things"/],
  ]
  for (const [name, body, message] of cases)
    t.match(await server.put(`${CSRLAB}/snapshots/${name}`, body), { code: 400, body: { message } })
  t.same((await server.get(`${CSRLAB}/snapshots`)).body.snapshots, [])
  t.equal((await server.get(`${CSRLAB}/snapshots/none`)).code, 404)
})

t.test('requests wait while a world is replaced', async (t) => {
  const server = await startServer(t)
  await server.create(MAPS, configMap('a', 'red'))
  const answers = await Promise.all([
    server.request('POST', `${CSRLAB}/reset`),
    ...Array.from({ length: 20 }, (_, i) => server.post(MAPS, configMap(`n${i}`, 'red'))),
  ])
  t.same(new Set(answers.slice(1).map(({ code }) => code)), new Set([201]))
  await server.request('POST', `${CSRLAB}/reset`)
  t.same(
    ((await server.get(MAPS)).body.items as { metadata: { name: string } }[]).map(
      ({ metadata }) => metadata.name,
    ),
    ['kube-root-ca.crt'],
  )
})

t.test(
  'a file of many objects is kept in parts, and one that is no snapshot at all is not',
  async (t) => {
    const server = await startServer(t)
    const stored = (name: string, data: object = {}) => ({
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata: { name, namespace: 'default', uid: 'u' },
      data,
    })
    const put = (objects: readonly unknown[]) => server.put(`${CSRLAB}/snapshots/file`, { objects })
    const many = Array.from({ length: 1200 }, (_, i) => stored(`m${i}`))
    const others = Array.from({ length: 1100 }, (_, i) => stored(`n${i}`))
    for (const { code } of await Promise.all([put(many), put(others)])) t.equal(code, 200)
    const { objects } = (await server.get(`${CSRLAB}/snapshots/file`)).body
    const kinds = new Set(
      objects.map(({ metadata }: { metadata: { name: string } }) => metadata.name[0]),
    )
    t.equal(kinds.size, 1, 'of two at once under one name one is left, and nothing of the other')
    t.ok([1100, 1200].includes(objects.length), objects.length)

    const twice = await put([stored('a', { n: '1' }), stored('b'), stored('a', { n: '2' })])
    t.match(twice, { code: 200, body: { size: 2 } }, 'of the same object the last counts')
    t.match((await server.get(`${CSRLAB}/snapshots/file`)).body.objects, [
      { metadata: { name: 'a' }, data: { n: '2' } },
      { metadata: { name: 'b' } },
    ])
    const problems: [unknown, string][] = [
      [[], 'write an object'],
      [{ kind: '<'.repeat(100_000) }, 'nothing is stored as undefined, <'],
      [stored('big', { a: 'x'.repeat(1_600_000) }), 'etcdserver: request is too large'],
    ]
    for (const [wrong, problem] of problems) {
      const { code, body } = await put([...many.slice(0, 150), wrong])
      t.equal(code, 400)
      t.ok(body.message.startsWith(`objects[150]: ${problem}`), body.message)
      t.ok(body.message.length <= 1001)
    }
    t.equal((await server.get(`${CSRLAB}/snapshots/file`)).body.size, 2, 'it is as it was')
  },
)

t.test('a snapshot with objects of a resource that is not here is refused', async (t) => {
  const server = await startServer(t)
  await server.create(MAPS, configMap('a', 'red'))
  const key = '/registry/example.com/gadgets/default/a'
  await server.server.worlds.save('strange', [{ key, value: Buffer.from('{}') }])
  const { code, body } = await server.post(`${CSRLAB}/snapshots/strange/restore`, {})
  t.equal(code, 409)
  t.equal(
    body.message,
    `the snapshot strange holds ${key}, and this server has no such resource: bring it back with the version and the options that it was kept with`,
  )
  t.equal((await server.get(`${MAPS}/a`)).code, 200, 'nothing has changed')
})
