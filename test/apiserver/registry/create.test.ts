import t from 'tap'
import type { AdmissionPlugin } from '../../../src/apiserver/admission/admission.ts'
import { FieldPath, invalid, required } from '../../../src/apimachinery/field.ts'
import { forbiddenResource } from '../../../src/apimachinery/status.ts'
import { withMetadata } from '../../../src/apiserver/registry/metadata.ts'
import { stuckEntropy } from '../../fixtures/entropy.ts'
import { refusal, type Thing, thing, things, World } from './world.ts'
import { onSmallDisk } from '../../storage/files.ts'

t.test("the server sets its own fields, and ignores clients' values", async (t) => {
  const { create, current } = things(t)
  const { object, row, created } = await create('a', {
    metadata: {
      uid: 'mine',
      creationTimestamp: '1999-01-01T00:00:00Z',
      deletionTimestamp: '1999-01-01T00:00:00Z',
      deletionGracePeriodSeconds: 5,
      selfLink: '/x',
      labels: { b: '2', a: '1' },
    },
  })
  t.equal(created, true)
  const { metadata } = object
  t.match(metadata.uid, /^[0-9a-f]{8}-[0-9a-f]{4}-4/)
  t.equal(metadata.creationTimestamp, '2030-05-06T07:08:09Z')
  t.equal(metadata.resourceVersion, String(row?.revision))
  t.same(Object.keys(metadata), [
    'name',
    'namespace',
    'uid',
    'resourceVersion',
    'creationTimestamp',
    'labels',
    'managedFields',
  ])
  t.same(Object.keys(metadata.labels ?? {}), ['a', 'b'])
  t.equal(row?.value.toString(), JSON.stringify(object), 'the response equals the stored object')
  t.equal(current('a'), object)
})

t.test("an object without a namespace gets the URL's; a different one is rejected", async (t) => {
  const { world, registry } = things(t)
  const { namespace: _, ...metadata } = thing('a').metadata
  const { object } = await registry.create(world.context(), {
    namespace: 'default',
    object: { ...thing('a'), metadata },
  })
  t.equal(object.metadata.namespace, 'default')
  const { code, message } = await refusal(() =>
    registry.create(world.context(), { namespace: 'other', object: thing('b') }),
  )
  t.equal(code, 400)
  t.equal(
    message,
    'the namespace of the provided object does not match the namespace sent on the request',
  )
})

t.test('a cluster-scoped object loses its namespace', async (t) => {
  const { world, registry } = things(t, {}, { namespaced: false })
  const { object } = await registry.create(world.context(), { namespace: '', object: thing('a') })
  t.equal(object.metadata.namespace, undefined)
})

t.test("a strategy's `begin` gets the stored objects", async (t) => {
  const seen: string[] = []
  const begin = (object: Thing, _old: unknown, others: Iterable<Thing>) => {
    for (const { metadata } of others) seen.push(`${object.metadata.name} ${metadata.name}`)
    return object
  }
  const { create } = things(t, { begin })
  await create('a')
  await create('b')
  t.same(seen, ['b a'])
})

t.test('names are generated from a prefix of at most 58 bytes', async (t) => {
  const { create } = things(t)
  const short = await create('', { metadata: { generateName: 'a-' } })
  t.match(short.object.metadata.name, /^a-[bcdfghjklmnpqrstvwxz2456789]{5}$/)
  t.equal(short.object.metadata.generateName, 'a-')
  const long = await create('', { metadata: { generateName: 'x'.repeat(70) } })
  t.equal(long.object.metadata.name?.length, 63)
  const given = await create('n', { metadata: { generateName: 'a-' } })
  t.equal(given.object.metadata.name, 'n', "a client's name takes precedence")
})

t.test('mutating admission sees no generated name, validating admission does', async (t) => {
  const seen: string[] = []
  const watching: AdmissionPlugin = {
    mutate: ({ name, object }) => {
      seen.push(`mutate ${JSON.stringify(name)}`)
      return object!
    },
    validate: ({ name }) => seen.push(`validate ${JSON.stringify(name)}`),
  }
  const { create } = things(t, {}, { world: new World({ plugins: [watching] }) })
  const { object } = await create('', { metadata: { generateName: 'node-a' } })
  t.same(seen, ['mutate ""', `validate ${JSON.stringify(object.metadata.name)}`])
  seen.length = 0
  await create('n', { metadata: { generateName: 'node-a' } })
  t.same(seen, ['mutate "n"', 'validate "n"'])
})

t.test('a create gets a 409 if all generated names are taken', async (t) => {
  const { create } = things(t, {}, { world: new World({ entropy: stuckEntropy() }) })
  await create('', { metadata: { generateName: 'a-' } })
  const { code, message } = await refusal(() => create('', { metadata: { generateName: 'a-' } }))
  t.equal(code, 409)
  t.match(message, /already exists, the server was not able to generate a unique name/)
})

t.test('a name is taken even before its object is stored', async (t) => {
  const { create } = things(t)
  const [first, second] = await Promise.allSettled([create('a'), create('a')])
  t.equal(first.status, 'fulfilled')
  t.match(second, {
    status: 'rejected',
    reason: { code: 409, message: 'things "a" already exists' },
  })
})

t.test('the name of an object that waits for finalizers is still taken', async (t) => {
  const { create, remove } = things(t)
  await create('a', { metadata: { finalizers: ['example.com/x'] } })
  await remove('a')
  const { message } = await refusal(() => create('a'))
  t.equal(message, 'object is being deleted: things "a" already exists')
})

t.test('a resourceVersion is rejected after validation, and not by a dry run', async (t) => {
  const { create, world } = things(t)
  const versioned = { metadata: { resourceVersion: '5' } }
  const { code, message, status } = await refusal(() => create('a', versioned))
  t.equal(code, 500)
  t.equal(message, 'resourceVersion should not be set on objects to be created')
  t.equal(status.reason, undefined)
  await t.rejects(create('', versioned), { code: 422 })
  const dry = await create('a', versioned, world.context({ dryRun: true }))
  t.equal(dry.object.metadata.resourceVersion, '5', 'the version is shown as sent')
  const none = await create('b', { metadata: { resourceVersion: 'no number' } })
  t.not(none.object.metadata.resourceVersion, 'no number')
})

t.test('a dry run does everything except storing', async (t) => {
  const { create, current, world, registry } = things(t)
  const context = world.context({ dryRun: true })
  const { revision } = registry
  const { object, row, created } = await create('a', {}, context)
  t.equal(row, undefined)
  t.equal(created, true)
  t.match(object.metadata.uid, /-/)
  t.equal(object.metadata.resourceVersion, undefined)
  t.equal(current('a'), undefined)
  t.equal(registry.revision, revision)
  await create('a')
  await t.rejects(create('a', {}, context), { code: 409 })
})

t.test('checks come in the order of the real server', async (t) => {
  const seen: string[] = []
  const world = new World({
    plugins: [
      {
        mutate: ({ object, name, oldObject }) => {
          seen.push(`mutate ${name} ${object?.metadata.uid} ${String(oldObject)}`)
          return withMetadata(object!, { labels: { mutated: 'yes' } })
        },
        validate: ({ object, name, resource }) => {
          seen.push(`admit ${name} ${object?.metadata.labels?.mutated}`)
          throw forbiddenResource(resource, name, 'not today')
        },
      },
    ],
  })
  const { create, registry } = things(
    t,
    {
      prepareForCreate: (object) => {
        seen.push(`prepare ${object.metadata.name?.slice(0, 2)} ${typeof object.metadata.uid}`)
        return object
      },
      validate: (object) => {
        seen.push('validate')
        return object.data === undefined ? [required(FieldPath.of('data'))] : []
      },
    },
    { world },
  )
  await t.rejects(create('', { metadata: { generateName: 'g-' } }), { code: 422 })
  t.same(seen, ['mutate  undefined undefined', 'prepare g- string', 'validate'])
  seen.length = 0
  const full = thing('a', { data: { x: '1' } })
  const { code } = await refusal(() =>
    registry.create(world.context(), {
      namespace: 'default',
      object: full,
      authorizeCreate: () => seen.push('authorize'),
    }),
  )
  t.equal(code, 403)
  t.same(seen.slice(2), ['validate', 'authorize', 'admit a yes'])
})

t.test('repeated owners count once, with a warning', async (t) => {
  const { create, world } = things(t)
  const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'o', uid: 'u1' }
  const { object } = await create('a', {
    metadata: { ownerReferences: [owner, { ...owner, uid: 'u2' }, { ...owner }] },
  })
  t.same(
    object.metadata.ownerReferences?.map(({ uid }) => uid),
    ['u1', 'u2'],
  )
  t.match(world.warnings, [/contains duplicate entries; .* duplicate UID\(s\) observed: u1$/])
})

t.test('duplicate owners in an update are removed after mutating admission', async (t) => {
  const { create, update, world } = things(t)
  const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'o', uid: 'u1' }
  await create('a')
  const { object } = await update('a', (a) => withMetadata(a, { ownerReferences: [owner, owner] }))
  t.same(object.metadata.ownerReferences, [owner])
  t.match(world.warnings, [/contains duplicate entries after mutating admission happens; API/])
})

t.test('a strategy warns about valid objects, on create and on update', async (t) => {
  const { create, update, world } = things(t, {
    validate: (_object, { fieldManager }) =>
      fieldManager === 'wrong' ? [invalid(FieldPath.of('spec'), 'x', 'wrong')] : [],
    warnings: ({ metadata }, old) => [`${metadata.name} is ${old === undefined ? 'new' : 'old'}`],
  })
  await create('a')
  t.same(world.warnings, ['a is new'])
  await update('a', (current) => current)
  t.same(world.warnings, ['a is new', 'a is old'])
  await refusal(() => update('a', (current) => current, world.context({ fieldManager: 'wrong' })))
  t.equal(world.warnings.length, 2)
})

t.test('fields that a strategy leaves unordered are stored in order', async (t) => {
  const { create } = things(t, {
    prepareForCreate: ({ data: _, metadata, ...rest }) => ({
      data: { z: '1', a: '2' },
      metadata,
      ...rest,
    }),
  })
  const { object } = await create('a')
  t.same(Object.keys(object), ['kind', 'apiVersion', 'metadata', 'data'])
  t.same(Object.keys(object.data ?? {}), ['a', 'z'])
})

t.test('a create on a full disk gets a 500', async (t) => {
  const store = { path: `${t.testdir({})}/store.db` }
  const world = onSmallDisk(200_000, () => new World({ store }))
  const { create } = things(t, {}, { world })
  await t.rejects(create('a', { data: { big: 'x'.repeat(900_000) } }), { code: 500 })
})

t.test('a copy of an object from another registry looks newly created', async (t) => {
  const [first, second, created] = [things(t), things(t), things(t)]
  const made = await first.create('a', { data: { key: 'värde' } })
  for (const { world } of [second, created]) world.clock.advance(3_600_000)
  await second.registry.copy(second.world.context(), made.object)
  await created.create('a', { data: { key: 'värde' } })
  const bytes = ({ registry }: typeof first) => String(registry.find('default', 'a')?.value)
  t.equal(bytes(second), bytes(created), 'byte for byte')
  t.not(bytes(second), bytes(first), 'with its own time')
  t.equal(second.current('a')?.data, made.object.data, 'the copy shares the unchanged data')
})
