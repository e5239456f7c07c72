import t, { type Test } from 'tap'
import { type Json, startServer } from '../fixtures/server.ts'

const NAMESPACES = '/api/v1/namespaces'
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

const server = await startServer(t)
let namespace = ''

const test = (name: string, run: (t: Test) => Promise<void>) =>
  void t.test(name, async (t) => {
    const { body } = await server.post(NAMESPACES, { metadata: { generateName: 'test-' } })
    namespace = body.metadata.name
    await run(t)
  })

const configMaps = () => `${NAMESPACES}/${namespace}/configmaps`
const path = (name: string) => `${configMaps()}/${name}`

const make = async (name: string, owners: OwnerParts[] = [], more: object = {}) => {
  const metadata = { name, ownerReferences: owners.map(owner), ...more }
  const { body, code } = await server.post(configMaps(), { metadata })
  if (code !== 201) throw new Error(JSON.stringify(body))
  return { name, uid: body.metadata.uid }
}

const gone = async (...names: string[]) => {
  for (const name of names) await server.until(path(name), ({ code }) => code === 404)
}
const remove = (name: string, propagationPolicy?: string) =>
  server.delete(path(name), { body: { propagationPolicy } })

test('dependents are deleted after their owner, recursively', async (t) => {
  const a = await make('a')
  const b = await make('b', [a])
  await make('c', [b])
  await make('unrelated')
  await remove('a')
  await gone('b', 'c')
  t.equal(await server.code(path('unrelated')), 200)
})

test('an object with two owners loses only the reference to the deleted one', async (t) => {
  const [a, b] = [await make('a'), await make('b')]
  await make('c', [a, b])
  await remove('a')
  const { metadata } = await server.until(
    path('c'),
    ({ metadata: { ownerReferences } }) => ownerReferences.length === 1,
  )
  t.equal(metadata.ownerReferences[0].uid, b.uid)
})

test('dependents of a missing or replaced owner are deleted', async (t) => {
  const a = await make('a')
  await make('lost', [{ name: 'a', uid: 'of-another-one' }])
  await make('lost-too', [{ name: 'nobody', uid: a.uid }])
  await gone('lost', 'lost-too')
  t.equal(await server.code(path('a')), 200)
})

test('objects whose owner cannot be looked up stay', async (t) => {
  const a = await make('a')
  await make('of-unknown-kind', [{ name: 'a', uid: 'x', kind: 'Rocket', apiVersion: 'space/v1' }])
  await make('of-unknown-version', [{ name: 'a', uid: 'x', apiVersion: 'v7' }])
  await server.post(ROLES, { metadata: { name: 'owned', ownerReferences: [owner(a)] }, rules: [] })
  await remove('a')
  // once the marker is collected, everything queued before it is done
  await make('marker', [{ name: 'nobody', uid: 'x' }])
  await gone('marker')
  for (const left of [path('of-unknown-kind'), path('of-unknown-version'), `${ROLES}/owned`]) {
    t.equal(await server.code(left), 200, left)
  }
})

test('a cluster-scoped owner can have namespaced dependents', async (t) => {
  const { body } = await server.post(ROLES, { metadata: { name: 'r' }, rules: [] })
  const { uid } = body.metadata
  const apiVersion = 'rbac.authorization.k8s.io/v1'
  await make('a', [{ name: 'r', uid, kind: 'ClusterRole', apiVersion }])
  await server.delete(`${ROLES}/r`)
  await gone('a')
  t.pass()
})

test('a foreground deletion waits for blocking dependents', async (t) => {
  const a = await make('a')
  await make('held', [a], { finalizers: ['example.com/x'] })
  await make('free', [{ ...a, block: false }])
  const { body } = await remove('a', 'Foreground')
  t.same(body.metadata.finalizers, ['foregroundDeletion'])
  await gone('free')
  await server.until(path('held'), ({ metadata }) => metadata.deletionTimestamp)
  t.equal(await server.code(path('a')), 200)
  await server.patch(path('held'), { metadata: { finalizers: null } })
  await gone('held', 'a')
})

t.test(
  'after a restart, a foreground deletion waits for dependents, whichever resource is read first',
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

test('a foreground deletion does not wait for dependents that do not block it', async (t) => {
  const a = await make('a')
  await make('held', [{ ...a, block: false }], { finalizers: ['example.com/x'] })
  await remove('a', 'Foreground')
  await gone('a')
  t.match(await server.get(path('held')), { body: { metadata: { deletionTimestamp: /./ } } })
})

test('a foreground deletion covers the whole tree, even with a cycle', async (t) => {
  const a = await make('a')
  const b = await make('b', [a])
  const c = await make('c', [b])
  await server.patch(path('a'), { metadata: { ownerReferences: [owner(c)] } })
  await remove('a', 'Foreground')
  await gone('a', 'b', 'c')
  t.pass()
})

test('orphaned dependents stay, without the reference to their owner', async (t) => {
  const a = await make('a')
  const b = await make('b')
  await make('only', [a])
  await make('both', [a, b])
  await remove('a', 'Orphan')
  await gone('a')
  t.equal((await server.get(path('only'))).body.metadata.ownerReferences, undefined)
  const both = await server.get(path('both'))
  t.same(
    both.body.metadata.ownerReferences.map(({ uid }: Json) => uid),
    [b.uid],
  )
})

test('foreground and orphaning deletions end even without dependents', async (t) => {
  for (const policy of ['Foreground', 'Orphan']) {
    await make('a')
    await remove('a', policy)
    await gone('a')
  }
  t.pass()
})
