import t from 'tap'
import { done } from '../../../src/apimachinery/turns.ts'
import type { Namespace } from '../../../src/apis/core.ts'
import { forbiddenResource } from '../../../src/apimachinery/status.ts'
import type { DeleteRequest } from '../../../src/apiserver/registry/delete.ts'
import { withMetadata } from '../../../src/apiserver/registry/metadata.ts'
import { namespaces } from '../../../src/resources/core/namespace/resource.ts'
import { listing, refusal, select, things, World } from './world.ts'

const HELD = { metadata: { finalizers: ['example.com/x'] } }

t.test('an object without finalizers is deleted at once', async (t) => {
  const { create, current, remove } = things(t)
  await t.rejects(remove('a'), { code: 404 })
  const { object } = await create('a')
  const deleted = await remove('a')
  t.equal(deleted.gone, true)
  const { resourceVersion } = deleted.object.metadata
  t.same(deleted.object, withMetadata(object, { resourceVersion }))
  t.ok(
    Number(resourceVersion) > Number(object.metadata.resourceVersion),
    'the deletion has a new revision',
  )
  t.equal(current('a'), undefined)
})

t.test('kinds with `marksDeleted` store a deletionTimestamp before the deletion', async (t) => {
  const { registry, create, remove } = things(t, {}, { marksDeleted: true })
  await create('a')
  const { revision } = registry
  const { object } = await remove('a')
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
  const { create, remove } = things(t, {}, { world })
  const { metadata } = (await create('a')).object
  const wrong = await refusal(() => remove('a', { preconditions: { uid: 'u' } }))
  t.equal(wrong.code, 409)
  t.equal(
    wrong.message,
    `Operation cannot be fulfilled on ConfigMap "a": the UID in the precondition (u) does not match the UID in record (${metadata.uid}). ` +
      'The object might have been deleted and then recreated',
  )
  const old = await refusal(() => remove('a', { preconditions: { resourceVersion: '1' } }))
  t.match(old.message, /the ResourceVersion in the precondition \(1\) does not match/)
  const { uid = '', resourceVersion = '' } = metadata
  await t.rejects(remove('a', { preconditions: { uid, resourceVersion } }), { code: 403 })
})

t.test('finalizers block a deletion, and repeating it changes nothing', async (t) => {
  const { world, create, remove } = things(t, {
    prepareForCreate: (object) => ({
      ...object,
      metadata: { ...object.metadata, generation: 3 },
    }),
  })
  await create('a', HELD)
  const { object, gone } = await remove('a')
  t.equal(gone, false)
  t.match(object.metadata, {
    deletionTimestamp: '2030-05-06T07:08:09Z',
    deletionGracePeriodSeconds: 0,
    generation: 4,
  })
  world.clock.advance(5000)
  const again = await remove('a')
  t.same(again.object, object)
})

t.test('a dry run shows the result and deletes nothing', async (t) => {
  const { world, create, current, remove } = things(t)
  const { object } = await create('a')
  const context = world.context({ dryRun: true })
  t.match(await remove('a', {}, context), { gone: true, row: undefined })
  t.same(current('a'), object)
  await create('b', HELD)
  const held = await remove('b', {}, context)
  t.match(held, {
    gone: false,
    row: undefined,
    object: { metadata: { deletionGracePeriodSeconds: 0 } },
  })
  t.equal(current('b')?.metadata.deletionTimestamp, undefined)
})

t.test("the propagation policy selects the garbage collector's finalizer", async (t) => {
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
    const { create, current, remove } = things(t)
    await create('a', before.length > 0 ? { metadata: { finalizers: before } } : {})
    await remove('a', request)
    const left = current('a')?.metadata.finalizers ?? 'gone'
    t.same(left, after, `${before.join()} ${JSON.stringify(request)}`)
  }
})

t.test('without garbage collection, the propagation policy has no effect', async (t) => {
  const { create, remove } = things(t, {}, { garbageCollected: false })
  await create('a')
  const { gone } = await remove('a', { propagationPolicy: 'Orphan' })
  t.equal(gone, true)
})

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
  const remove = (more: Partial<DeleteRequest> = {}) =>
    registry.delete(world.context(), { namespace: '', name: 'n', ...more })
  const finalize = () =>
    registry.update(world.context(), {
      namespace: '',
      name: 'n',
      subresource: 'finalize',
      change: (current) => done({ ...current!, spec: { finalizers: [] } }),
    })
  return { registry, object, remove, finalize }
}

t.test('a terminating namespace is removed once its spec has no finalizers', async (t) => {
  const { registry, remove, finalize } = await withNamespace(t)
  const { object: marked, gone } = await remove()
  t.equal(gone, false)
  t.equal(marked.status.phase, 'Terminating')
  t.equal(marked.metadata.deletionGracePeriodSeconds, undefined)
  const again = await remove()
  t.same([again.gone, again.object], [false, marked])
  const { object: finished } = await finalize()
  t.equal(finished.metadata.name, 'n')
  t.equal(registry.find('', 'n'), undefined)
})

t.test('the first delete of a namespace only marks it', async (t) => {
  const { remove, object } = await withNamespace(t, ['orphan', 'example.com/x'])
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

t.test('a namespace without finalizers in its spec is removed by the second delete', async (t) => {
  const { remove, finalize } = await withNamespace(t, ['orphan'])
  await finalize()
  const first = await remove({ orphanDependents: false })
  t.same([first.gone, first.object.metadata.finalizers], [false, undefined])
  t.equal((await remove({ orphanDependents: false })).gone, true)
})

t.test('a deletion of a collection deletes the selected objects, and returns them', async (t) => {
  const { registry, world, create, removeAll } = things(t)
  for (const name of ['a', 'b', 'c', 'd']) {
    await create(name, { metadata: { labels: { x: name < 'd' ? '1' : '2' } } })
  }
  const page = await removeAll({ limit: 2 })
  t.equal(page.rows.length, 2)
  t.equal(page.remaining, 2)
  t.not(page.continueToken, '')
  t.equal(registry.all().rows.length, 2)
  const selected = await removeAll({ selection: select('x=1') })
  t.same(
    selected.rows.map(({ key }) => key.slice(-1)),
    ['c'],
  )
  await removeAll({}, world.context({ dryRun: true }))
  t.equal(registry.all().rows.length, 1)
  await removeAll({ namespace: 'other' })
  t.equal(registry.all().rows.length, 1)
})

t.test('objects that disappear while their collection is deleted are no error', async (t) => {
  const { registry, create, remove, removeAll } = things(t)
  await create('a')
  const [, deleted] = await Promise.all([remove('a'), removeAll()])
  t.equal(deleted.rows.length, 1)
  t.equal(registry.all().rows.length, 0)
})

t.test(
  'a collection can be deleted as of a revision; if that is compacted, nothing is deleted',
  async (t) => {
    const { world, create, current, removeAll } = things(t)
    const { resourceVersion = '' } = (await create('a')).object.metadata
    await create('b')
    const { rows } = await removeAll({ resourceVersion })
    t.equal(rows.length, 1)
    t.ok(current('b'))
    world.store.compact(world.store.revision)
    await t.rejects(removeAll({ resourceVersion }), { code: 410, reason: 'Expired' })
    t.ok(current('b'))
  },
)

t.test('a long collection is deleted completely', async (t) => {
  const { registry, world, create, removeAll } = things(t)
  const names = Array.from({ length: 10_001 }, (_, i) => `n${i}`)
  await Promise.all(names.map((name) => create(name)))
  const which = { namespace: 'default', selection: select('!x') }
  t.equal((await registry.list(world.clock, listing(which))).rows.length, names.length)
  const { rows } = await removeAll(which)
  t.equal(rows.length, names.length)
  t.equal(registry.all().rows.length, 0)
})
