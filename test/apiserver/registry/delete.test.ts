import t from 'tap'
import { done } from '../../../src/apimachinery/turns.ts'
import type { Namespace } from '../../../src/apis/core.ts'
import { forbiddenResource } from '../../../src/apimachinery/status.ts'
import type { DeleteRequest } from '../../../src/apiserver/registry/delete.ts'
import { withMetadata } from '../../../src/apiserver/registry/metadata.ts'
import { namespaces } from '../../../src/resources/core/namespace/resource.ts'
import { listing, refusal, select, things, World } from './world.ts'

const A: DeleteRequest = { namespace: 'default', name: 'a' }
const IN_DEFAULT = { namespace: 'default' }
const HELD = { metadata: { finalizers: ['example.com/x'] } }

t.test('an object without finalizers is deleted at once', async (t) => {
  const { registry, world, create, current } = things(t)
  t.equal((await refusal(() => registry.delete(world.context(), A))).code, 404)
  const { object } = await create('a')
  const deleted = await registry.delete(world.context(), A)
  t.equal(deleted.gone, true)
  const { resourceVersion } = deleted.object.metadata
  t.same(deleted.object, withMetadata(object, { resourceVersion }))
  t.ok(Number(resourceVersion) > Number(object.metadata.resourceVersion), "the deletion's revision")
  t.equal(current('a'), undefined)
})

t.test('some kinds show the mark of a deletion before its end', async (t) => {
  const { registry, world, create } = things(t, {}, { marksDeleted: true })
  await create('a')
  const { revision } = registry
  const { object } = await registry.delete(world.context(), A)
  t.ok(object.metadata.deletionTimestamp)
  t.equal(registry.revision, revision + 2)
})

t.test('preconditions are checked before admission', async (t) => {
  const world = new World({
    plugins: [
      {
        validate: ({ resource, name, operation }) => {
          if (operation === 'DELETE') throw forbiddenResource(resource, name, 'never')
        },
      },
    ],
  })
  const { registry, create } = things(t, {}, { world })
  const { metadata } = (await create('a')).object
  const wrong = await refusal(() =>
    registry.delete(world.context(), { ...A, preconditions: { uid: 'u' } }),
  )
  t.equal(wrong.code, 409)
  t.equal(
    wrong.message,
    `Operation cannot be fulfilled on ConfigMap "a": the UID in the precondition (u) does not match the UID in record (${metadata.uid}). ` +
      'The object might have been deleted and then recreated',
  )
  const old = await refusal(() =>
    registry.delete(world.context(), { ...A, preconditions: { resourceVersion: '1' } }),
  )
  t.match(old.message, /the ResourceVersion in the precondition \(1\) does not match/)
  const { uid = '', resourceVersion = '' } = metadata
  const right = await refusal(() =>
    registry.delete(world.context(), { ...A, preconditions: { uid, resourceVersion } }),
  )
  t.equal(right.code, 403)
})

t.test('finalizers block a deletion, and repeating it changes nothing', async (t) => {
  const { registry, world, create } = things(t, {
    prepareForCreate: (_context, object) => ({
      ...object,
      metadata: { ...object.metadata, generation: 3 },
    }),
  })
  await create('a', HELD)
  const { object, gone } = await registry.delete(world.context(), A)
  t.equal(gone, false)
  t.match(object.metadata, {
    deletionTimestamp: '2030-05-06T07:08:09Z',
    deletionGracePeriodSeconds: 0,
    generation: 4,
  })
  world.clock.advance(5000)
  const again = await registry.delete(world.context(), A)
  t.same(again.object, object)
})

t.test('a dry run shows the result and deletes nothing', async (t) => {
  const { registry, world, create, current } = things(t)
  const { object } = await create('a')
  const context = world.context({ dryRun: true })
  t.match(await registry.delete(context, A), { gone: true, row: undefined })
  t.same(current('a'), object)
  await create('b', HELD)
  const held = await registry.delete(context, { ...A, name: 'b' })
  t.match(held, {
    gone: false,
    row: undefined,
    object: { metadata: { deletionGracePeriodSeconds: 0 } },
  })
  t.equal(current('b')?.metadata.deletionTimestamp, undefined)
})

t.test("the policy selects the garbage collector's finalizer", async (t) => {
  const cases: { before?: string[]; request: Partial<DeleteRequest>; after: string[] | 'gone' }[] =
    [
      { request: {}, after: 'gone' },
      { request: { propagationPolicy: 'Background' }, after: 'gone' },
      { request: { propagationPolicy: 'Foreground' }, after: ['foregroundDeletion'] },
      { request: { propagationPolicy: 'Orphan' }, after: ['orphan'] },
      { request: { orphanDependents: true }, after: ['orphan'] },
      { request: { orphanDependents: false }, after: 'gone' },
      { before: ['orphan'], request: {}, after: ['orphan'] },
      { before: ['orphan'], request: { propagationPolicy: 'Background' }, after: 'gone' },
      { before: ['orphan'], request: { orphanDependents: false }, after: 'gone' },
      {
        before: ['orphan', 'example.com/x'],
        request: { propagationPolicy: 'Foreground' },
        after: ['example.com/x', 'foregroundDeletion'],
      },
      {
        before: ['foregroundDeletion', 'example.com/x'],
        request: {},
        after: ['foregroundDeletion', 'example.com/x'],
      },
    ]
  for (const { before = [], request, after } of cases) {
    const { registry, world, create, current } = things(t)
    await create('a', before.length > 0 ? { metadata: { finalizers: before } } : {})
    await registry.delete(world.context(), { ...A, ...request })
    const left = current('a')?.metadata.finalizers ?? 'gone'
    t.same(left, after, `${before.join()} ${JSON.stringify(request)}`)
  }
})

t.test('kinds that the collector ignores have no policy', async (t) => {
  const { registry, world, create } = things(t, {}, { garbageCollected: false })
  await create('a')
  const { gone } = await registry.delete(world.context(), { ...A, propagationPolicy: 'Orphan' })
  t.equal(gone, true)
})

/** The registry of namespaces, with one namespace. */
const withNamespace = async (
  t: { teardown(task: () => unknown): void },
  finalizers?: readonly string[],
) => {
  const world = new World()
  t.teardown(() => world.store.close())
  const registry = world.registry<Namespace>(namespaces)
  const { object } = await registry.create(world.context(), {
    namespace: '',
    object: registry.resource.strategy.applyDefaults({
      kind: 'Namespace',
      apiVersion: 'v1',
      metadata: { name: 'n', ...(finalizers && { finalizers: [...finalizers] }) },
      spec: {},
      status: {},
    }),
  })
  return { world, registry, object }
}

t.test('a namespace has its own finalizers', async (t) => {
  const { world, registry } = await withNamespace(t)
  const { object: marked, gone } = await registry.delete(world.context(), {
    namespace: '',
    name: 'n',
  })
  t.equal(gone, false)
  t.equal(marked.status.phase, 'Terminating')
  t.equal(marked.metadata.deletionGracePeriodSeconds, undefined)
  const again = await registry.delete(world.context(), { namespace: '', name: 'n' })
  t.same([again.gone, again.object], [false, marked])
  const { object: finished } = await registry.update(world.context(), {
    namespace: '',
    name: 'n',
    subresource: 'finalize',
    change: (current) => done({ ...current!, spec: { finalizers: [] } }),
  })
  t.equal(finished.metadata.name, 'n')
  t.equal(registry.find('', 'n'), undefined)
})

t.test('the first delete of a namespace only marks it', async (t) => {
  const { world, registry, object } = await withNamespace(t, ['orphan', 'example.com/x'])
  const remove = (more: Partial<DeleteRequest>) =>
    registry.delete(world.context(), { namespace: '', name: 'n', ...more })
  const { uid = '', resourceVersion } = object.metadata
  const wrong = await refusal(() => remove({ preconditions: { uid: 'u' } }))
  t.equal(
    wrong.message,
    `Operation cannot be fulfilled on namespaces "n": Precondition failed: UID in precondition: u, UID in object meta: ${uid}`,
  )
  const old = await refusal(() => remove({ preconditions: { uid, resourceVersion: '0' } }))
  t.match(
    old.message,
    `Precondition failed: ResourceVersion in precondition: 0, ResourceVersion in object meta: ${resourceVersion}`,
  )
  const marked = await remove({ preconditions: { uid }, propagationPolicy: 'Foreground' })
  t.same(marked.object.metadata.finalizers, ['orphan', 'example.com/x'])
  t.equal(marked.gone, false)
})

t.test('a namespace without finalizers is deleted by the second delete', async (t) => {
  const { world, registry } = await withNamespace(t, ['orphan'])
  await registry.update(world.context(), {
    namespace: '',
    name: 'n',
    subresource: 'finalize',
    change: (current) => done({ ...current!, spec: { finalizers: [] } }),
  })
  const request = { namespace: '', name: 'n', orphanDependents: false }
  const first = await registry.delete(world.context(), request)
  t.same([first.gone, first.object.metadata.finalizers], [false, undefined])
  t.equal((await registry.delete(world.context(), request)).gone, true)
})

t.test('a collection is deleted as selected, and returned as it was', async (t) => {
  const { registry, world, create } = things(t)
  for (const name of ['a', 'b', 'c', 'd']) {
    await create(name, { metadata: { labels: { x: name < 'd' ? '1' : '2' } } })
  }
  const page = await registry.deleteCollection(
    world.context(),
    listing({ ...IN_DEFAULT, limit: 2 }),
    {},
  )
  t.equal(page.rows.length, 2)
  t.equal(page.remaining, 2)
  t.not(page.continueToken, '')
  t.equal(registry.all().rows.length, 2)
  const selected = await registry.deleteCollection(
    world.context(),
    listing({ ...IN_DEFAULT, selection: select('x=1') }),
    {},
  )
  t.same(
    selected.rows.map(({ key }) => key.slice(-1)),
    ['c'],
  )
  await registry.deleteCollection(world.context({ dryRun: true }), listing(IN_DEFAULT), {})
  t.equal(registry.all().rows.length, 1)
  await registry.deleteCollection(world.context(), listing({ namespace: 'other' }), {})
  t.equal(registry.all().rows.length, 1)
})

t.test('objects of a collection that disappear meanwhile are no error', async (t) => {
  const { registry, world, create } = things(t)
  await create('a')
  const [, deleted] = await Promise.all([
    registry.delete(world.context(), A),
    registry.deleteCollection(world.context(), listing(IN_DEFAULT), {}),
  ])
  t.equal(deleted.rows.length, 1)
  t.equal(registry.all().rows.length, 0)
})

t.test(
  'deleting a collection at a version uses that revision, or nothing if compacted',
  async (t) => {
    const { registry, world, create, current } = things(t)
    const { resourceVersion = '' } = (await create('a')).object.metadata
    await create('b')
    const then = listing({ ...IN_DEFAULT, resourceVersion })
    const { rows } = await registry.deleteCollection(world.context(), then, {})
    t.equal(rows.length, 1)
    t.ok(current('b'))
    world.store.compact(world.store.revision)
    const old = await refusal(() => registry.deleteCollection(world.context(), then, {}))
    t.match(old, { code: 410, reason: 'Expired' })
    t.ok(current('b'))
  },
)

t.test('a long collection is deleted completely', async (t) => {
  const { registry, world, create } = things(t)
  const names = Array.from({ length: 10_001 }, (_, i) => `n${i}`)
  await Promise.all(names.map((name) => create(name)))
  const all = listing({ ...IN_DEFAULT, selection: select('!x') })
  t.equal((await registry.list(world.clock, all)).rows.length, names.length)
  const { rows } = await registry.deleteCollection(world.context(), all, {})
  t.equal(rows.length, names.length)
  t.equal(registry.size, 0)
})
