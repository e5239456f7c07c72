import assert from 'node:assert/strict'
import t from 'tap'
import { done } from '../../../src/apimachinery/turns.ts'
import type { CoreEvent } from '../../../src/apis/events.ts'
import type { KubeObject, ManagedFieldsEntry } from '../../../src/apimachinery/meta.ts'
import { forbiddenResource } from '../../../src/apimachinery/status.ts'
import { servedForm } from '../../../src/apiserver/registry/form.ts'
import { events } from '../../../src/resources/core/event/resource.ts'
import { eventsV1 } from '../../../src/resources/events/event/resource.ts'
import { fc, forAll } from '../../fixtures/property.ts'
import { refusal, schemaOf, type Thing, thing, things, World } from './world.ts'

const setUp = (t: Parameters<typeof things>[0]) => {
  const all = things(t)
  const { registry, world } = all
  const apply = (
    manager: string,
    config: Partial<Thing>,
    more: { force?: boolean; dryRun?: boolean; name?: string } = {},
  ) => {
    const { name = 'a', force = false, dryRun = false } = more
    return registry.apply(world.context({ fieldManager: manager, dryRun }), {
      namespace: 'default',
      name,
      subresource: '',
      config: () => thing(name, config),
      force,
    })
  }
  const managers = () =>
    (all.current('a')?.metadata.managedFields ?? []).map(
      ({ manager, operation, fieldsV1 }: ManagedFieldsEntry) =>
        `${manager} ${operation} ${Object.keys(fieldsV1?.['f:data'] ?? {}).join()}`,
    )
  return { ...all, apply, managers }
}

t.test('an apply that would change only a time in managedFields is not stored', async (t) => {
  const { apply, current, world } = setUp(t)
  const config = {
    data: { x: '1' },
    metadata: { name: 'a', creationTimestamp: null } as unknown as Thing['metadata'],
  }
  await apply('one', config)
  const before = current('a')
  world.clock.advance(5000)
  await apply('one', config)
  t.same(current('a'), before)
  await apply('one', { ...config, data: { x: '2' } })
  t.not(current('a')?.metadata.resourceVersion, before?.metadata.resourceVersion)
  t.not(current('a')?.metadata.managedFields?.[0]?.time, before?.metadata.managedFields?.[0]?.time)
})

t.test('applying to a missing object requires permission to create', async (t) => {
  const { registry, world, create, current } = setUp(t)
  const request = {
    namespace: 'default',
    name: 'a',
    subresource: '',
    config: () => thing('a', { data: { x: '1' } }),
    force: false,
    authorizeCreate: () => {
      throw forbiddenResource({ group: '', resource: 'things' }, 'a', 'no')
    },
  }
  t.equal((await refusal(() => registry.apply(world.context(), request))).code, 403)
  t.equal(current('a'), undefined)
  await create('a')
  t.equal((await registry.apply(world.context(), request)).created, undefined)
})

t.test('a uid must match the object', async (t) => {
  const { apply } = setUp(t)
  const missing = await refusal(() => apply('one', { metadata: { uid: 'u' } }))
  t.equal(missing.code, 409)
  t.match(missing.message, /specified uid u, and no existing object was found$/)
  await apply('one', {})
  t.equal(
    (await refusal(() => apply('one', { metadata: { uid: 'u' } }))).code,
    422,
    'the uid is immutable',
  )
})

t.test('an invalid or forbidden configuration is not stored', async (t) => {
  const { apply, registry, world, current } = setUp(t)
  const unknown = await refusal(() => apply('one', { colour: 'red' } as object))
  t.equal(unknown.code, 500)
  t.match(unknown.message, /\.colour: field not declared in schema$/)
  const timeless = { metadata: { creationTimestamp: 'yesterday' } }
  t.match(await refusal(() => apply('one', timeless)), {
    code: 500,
    message:
      /^failed to convert new object \(default\/a; .*\) to proper version: unable to convert /,
  })
  const seen: string[] = []
  await refusal(() =>
    registry.apply(world.context(), {
      namespace: 'default',
      name: 'a',
      subresource: '',
      config: () => thing('a'),
      force: false,
      afterMerge: () => {
        seen.push('merged')
        throw forbiddenResource({ group: '', resource: 'things' }, 'a', 'no')
      },
    }),
  )
  t.same(seen, ['merged'])
  t.equal(current('a'), undefined)
})

t.test("an event's managedFields contain the field names of the request's API group", async (t) => {
  const world = new World()
  t.teardown(() => world.store.close())
  const registry = world.registry<CoreEvent>(eventsV1)
  const core = world.registry<CoreEvent>(events)
  const form = servedForm(eventsV1, eventsV1.versions[0]!, schemaOf('events.k8s.io', 'v1', 'Event'))
  const config = {
    kind: 'Event',
    apiVersion: 'events.k8s.io/v1',
    metadata: { name: 'e', namespace: 'default' },
    note: 'hello',
    reason: 'Test',
    action: 'Test',
    type: 'Normal',
    eventTime: '2030-05-06T07:08:09.000000Z',
    reportingController: 'example.com/c',
    reportingInstance: 'c-1',
    regarding: { kind: 'Pod', namespace: 'default', name: 'p' },
  } as KubeObject
  const request = {
    namespace: 'default',
    name: 'e',
    subresource: '',
    config: () => config,
    form,
    force: false,
  }
  const { object } = await registry.apply(world.context({ fieldManager: 'one' }), request)
  t.match(object, { apiVersion: 'v1', message: 'hello', involvedObject: { name: 'p' } })
  const entry = object.metadata.managedFields![0]!
  t.equal(entry.apiVersion, 'events.k8s.io/v1')
  t.ok(Object.hasOwn(entry.fieldsV1 ?? {}, 'f:note'))
  const { revision } = registry
  await registry.apply(world.context({ fieldManager: 'one' }), request)
  t.equal(registry.revision, revision)

  const updated = await registry.update(world.context({ fieldManager: 'two' }), {
    namespace: 'default',
    name: 'e',
    subresource: '',
    form,
    change: (current) =>
      done({ ...current!, metadata: { ...current!.metadata, labels: { a: '1' } } }),
  })
  t.match(updated.object.metadata.managedFields, [
    {},
    { manager: 'two', apiVersion: 'events.k8s.io/v1' },
  ])
  t.same(
    core.decode(core.find('default', 'e')!),
    updated.object,
    'both groups read the same stored object',
  )
})

t.test('after random forced applies, the data is exactly what managers still own', async (t) => {
  const keys = fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor')
  const maps = fc.dictionary(keys, fc.constantFrom('1', '2'), { maxKeys: 5 })
  const step = fc.tuple(fc.constantFrom('one', 'two', 'three'), maps)
  await forAll(t, fc.array(step, { maxLength: 24 }), { numRuns: 30 }, async (steps) => {
    const { apply, current, registry } = setUp(t)
    const held = new Map<string, Map<string, string>>()
    for (const [manager, map] of steps) {
      const data = new Map(Object.entries(map))
      // an empty map would be owned as a field, but not stored
      const config = data.size === 0 ? {} : { data: Object.assign(Object.create(null), map) }
      await apply(manager, config, { force: true })
      for (const others of held.values()) {
        for (const [key, value] of data) if (others.get(key) !== value) others.delete(key)
      }
      held.set(manager, data)
      const { revision } = registry
      await apply(manager, config)
      assert.equal(registry.revision, revision, 'applying twice equals applying once')
      const expected = new Map([...held.values()].flatMap((each) => [...each]))
      assert.deepEqual(new Map(Object.entries(current('a')?.data ?? {})), expected)
    }
  })
})
