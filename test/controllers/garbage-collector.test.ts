import t from 'tap'
import { type Json, startServer, type TestServer } from '../fixtures/server.ts'

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'
const ROLES = '/apis/rbac.authorization.k8s.io/v1/clusterroles'

interface OwnerParts {
  name: string
  uid: string
  kind?: string
  apiVersion?: string
  block?: boolean
}

const owner = ({ name, uid, kind = 'ConfigMap', apiVersion = 'v1', block = true }: OwnerParts) => ({
  apiVersion,
  kind,
  name,
  uid,
  blockOwnerDeletion: block,
})

const make = async (
  server: TestServer,
  name: string,
  owners: OwnerParts[] = [],
  more: object = {},
): Promise<OwnerParts & { object: Json }> => {
  const metadata = { name, ownerReferences: owners.map(owner), ...more }
  const { body, code } = await server.post(CONFIG_MAPS, { metadata })
  if (code !== 201) throw new Error(JSON.stringify(body))
  return { name, uid: body.metadata.uid, object: body }
}

const path = (name: string) => `${CONFIG_MAPS}/${name}`
const isGone = ({ code }: Json) => code === 404
const gone = async (server: TestServer, ...names: string[]) => {
  for (const name of names) await server.until(path(name), isGone)
}
const remove = (server: TestServer, name: string, propagationPolicy?: string) =>
  server.delete(path(name), propagationPolicy === undefined ? {} : { body: { propagationPolicy } })

t.test('dependents are deleted after their owner, recursively', async (t) => {
  const server = await startServer(t)
  const a = await make(server, 'a')
  const b = await make(server, 'b', [a])
  await make(server, 'c', [b])
  await make(server, 'unrelated')
  await remove(server, 'a')
  await gone(server, 'b', 'c')
  t.equal(await server.code(path('unrelated')), 200)
})

t.test('an object with two owners loses only the reference to the deleted one', async (t) => {
  const server = await startServer(t)
  const [a, b] = [await make(server, 'a'), await make(server, 'b')]
  await make(server, 'c', [a, b])
  await remove(server, 'a')
  const { metadata } = await server.until(
    path('c'),
    ({ metadata: { ownerReferences } }) => ownerReferences.length === 1,
  )
  t.equal(metadata.ownerReferences[0].uid, b.uid)
})

t.test('dependents of a missing or replaced owner are deleted', async (t) => {
  const server = await startServer(t)
  const a = await make(server, 'a')
  await make(server, 'lost', [{ name: 'a', uid: 'of-another-one' }])
  await make(server, 'lost-too', [{ name: 'nobody', uid: a.uid }])
  await gone(server, 'lost', 'lost-too')
  t.equal(await server.code(path('a')), 200)
})

t.test('objects whose owner cannot be looked up stay', async (t) => {
  const server = await startServer(t)
  const { object } = await make(server, 'a')
  const uid = object.metadata.uid as string
  await make(server, 'of-unknown-kind', [
    { name: 'a', uid: 'x', kind: 'Rocket', apiVersion: 'space/v1' },
  ])
  await make(server, 'of-unknown-version', [{ name: 'a', uid: 'x', apiVersion: 'v7' }])
  const reference = owner({ name: 'a', uid })
  await server.post(ROLES, { metadata: { name: 'r', ownerReferences: [reference] }, rules: [] })
  await remove(server, 'a')
  // once the marker is collected, everything queued before it is done
  await make(server, 'marker', [{ name: 'nobody', uid: 'x' }])
  await gone(server, 'marker')
  for (const left of [path('of-unknown-kind'), path('of-unknown-version'), `${ROLES}/r`]) {
    t.equal(await server.code(left), 200, left)
  }
})

t.test('a cluster-scoped owner can have namespaced dependents', async (t) => {
  const server = await startServer(t)
  const { body } = await server.post(ROLES, { metadata: { name: 'r' }, rules: [] })
  const { uid } = body.metadata
  const apiVersion = 'rbac.authorization.k8s.io/v1'
  await make(server, 'a', [{ name: 'r', uid, kind: 'ClusterRole', apiVersion }])
  await server.delete(`${ROLES}/r`)
  await gone(server, 'a')
  t.pass()
})

t.test('a foreground deletion waits for blocking dependents', async (t) => {
  const server = await startServer(t)
  const a = await make(server, 'a')
  await make(server, 'held', [a], { finalizers: ['example.com/x'] })
  await make(server, 'free', [{ ...a, block: false }])
  const { body } = await remove(server, 'a', 'Foreground')
  t.same(body.metadata.finalizers, ['foregroundDeletion'])
  await gone(server, 'free')
  await server.until(path('held'), ({ metadata }) => metadata.deletionTimestamp)
  t.equal(await server.code(path('a')), 200)
  await server.patch(path('held'), { metadata: { finalizers: null } })
  await gone(server, 'held', 'a')
})

t.test(
  'a foreground deletion waits after a restart, whichever resource is read first',
  async (t) => {
    const dataDir = t.testdir()
    const before = await startServer(t, { dataDir })
    const kinds = [
      ['ConfigMap', '/api/v1/namespaces/default/configmaps'],
      ['Secret', '/api/v1/namespaces/default/secrets'],
    ] as const
    const others = [kinds[1], kinds[0]]
    for (const [i, [kind, collection]] of kinds.entries()) {
      const { body } = await before.post(collection, { metadata: { name: 'owner' } })
      const ownerReferences = [owner({ kind, name: 'owner', uid: body.metadata.uid })]
      const metadata = { name: 'held', ownerReferences, finalizers: ['example.com/x'] }
      await before.post(others[i]![1], { metadata })
      await before.delete(`${collection}/owner`, { body: { propagationPolicy: 'Foreground' } })
      await before.until(`${others[i]![1]}/held`, ({ metadata }) => metadata.deletionTimestamp)
    }
    await before.close()
    const after = await startServer(t, { dataDir })
    for (const [, collection] of kinds)
      t.equal(await after.code(`${collection}/owner`), 200, collection)
  },
)

t.test('a foreground deletion does not wait for dependents that do not block it', async (t) => {
  const server = await startServer(t)
  const a = await make(server, 'a')
  await make(server, 'held', [{ ...a, block: false }], { finalizers: ['example.com/x'] })
  await remove(server, 'a', 'Foreground')
  await gone(server, 'a')
  t.match(await server.get(path('held')), { body: { metadata: { deletionTimestamp: /./ } } })
})

t.test('a foreground deletion covers the whole tree, even with a cycle', async (t) => {
  const server = await startServer(t)
  const a = await make(server, 'a')
  const b = await make(server, 'b', [a])
  const c = await make(server, 'c', [b])
  await server.patch(path('a'), { metadata: { ownerReferences: [owner(c)] } })
  await remove(server, 'a', 'Foreground')
  await gone(server, 'a', 'b', 'c')
  t.pass()
})

t.test('orphaned dependents stay, without the reference to their owner', async (t) => {
  const server = await startServer(t)
  const a = await make(server, 'a')
  const b = await make(server, 'b')
  await make(server, 'only', [a])
  await make(server, 'both', [a, b])
  await remove(server, 'a', 'Orphan')
  await gone(server, 'a')
  t.equal((await server.get(path('only'))).body.metadata.ownerReferences, undefined)
  const both = await server.get(path('both'))
  t.same(
    both.body.metadata.ownerReferences.map(({ uid }: Json) => uid),
    [b.uid],
  )
})

t.test('foreground and orphaning deletions end even without dependents', async (t) => {
  const server = await startServer(t)
  for (const policy of ['Foreground', 'Orphan']) {
    await make(server, 'a')
    await remove(server, 'a', policy)
    await gone(server, 'a')
  }
  t.pass()
})
