import t from 'tap'
import { done } from '../../../src/apimachinery/turns.ts'
import { FieldPath, required } from '../../../src/apimachinery/field.ts'
import { releaseOf } from '../../../src/apimachinery/release/known-releases.ts'
import { forbiddenResource } from '../../../src/apimachinery/status.ts'
import { withMetadata } from '../../../src/apiserver/registry/metadata.ts'
import { refusal, thing, things, World } from './world.ts'

t.test(
  'updating a missing object gets a 404; if it may be created, a uid precondition gets a 409',
  async (t) => {
    const strict = things(t)
    for (const more of [{}, { uid: 'u1' }])
      await t.rejects(strict.put(thing('a'), more), { code: 404 })
    const { put } = things(t, { allowCreateOnUpdate: true })
    t.has(await refusal(() => put(thing('a'), { uid: 'u1' })), {
      code: 409,
      message:
        'Operation cannot be fulfilled on things "a": StorageError: invalid object, Code: 4, Key: /registry/things/default/a, ' +
        'ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: u1, UID in object meta: ',
    })
  },
)

t.test('a precondition with another uid is a conflict', async (t) => {
  const { put, create } = things(t)
  const { object } = await create('a')
  const { message } = await refusal(() => put(object, { uid: 'u1' }))
  t.match(message, `UID in object meta: ${object.metadata.uid}`)
})

t.test(
  'a write based on the newest state succeeds; one based on an older state is a conflict',
  async (t) => {
    const { put, create } = things(t)
    const { object: first } = await create('a')
    const second = await put({ ...first, data: { x: '1' } })
    t.equal(second.created, undefined)
    t.ok(Number(second.object.metadata.resourceVersion) > Number(first.metadata.resourceVersion))
    const { code, message } = await refusal(() => put({ ...first, data: { x: '2' } }))
    t.equal(code, 409)
    t.match(
      message,
      /the object has been modified; please apply your changes to the latest version/,
    )
  },
)

t.test('concurrent updates without a resourceVersion build on each other', async (t) => {
  const { update, create, current } = things(t)
  await create('a', { data: { n: '0' } })
  const increment = () =>
    update('a', (a) => ({
      ...withMetadata(a, { resourceVersion: undefined }),
      data: { n: String(Number(a.data?.n) + 1) },
    }))
  await Promise.all([increment(), increment(), increment()])
  t.same({ ...current('a')?.data }, { n: '3' })
})

t.test('the strategy decides whether an update needs a resourceVersion', async (t) => {
  const blind = withMetadata(thing('a', { data: { x: '1' } }), { resourceVersion: undefined })
  const lax = things(t)
  await lax.create('a')
  t.equal((await lax.put(blind)).object.data?.x, '1')
  const strict = things(t, { allowUnconditionalUpdate: false })
  await strict.create('a')
  t.has(await refusal(() => strict.put(blind)), {
    code: 422,
    message:
      'things "a" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
  })
})

t.test('an unchanged object is not written', async (t) => {
  const { registry, update, create, world } = things(t)
  const { object } = await create('a', { metadata: { labels: { a: '1' } } })
  const { revision } = registry
  world.clock.advance(60_000)
  const { object: same, row } = await update('a', (a) =>
    withMetadata(a, { labels: { a: '1' }, resourceVersion: undefined }),
  )
  t.equal(registry.revision, revision)
  t.equal(row, registry.find('default', 'a'))
  t.same(same, object)
})

t.test('an update cannot change the fields that the server sets', async (t) => {
  const { update, create } = things(t, {
    prepareForCreate: (object) => withMetadata(object, { generation: 1 }),
    prepareForUpdate: (object) =>
      object.data?.bump === undefined ? object : withMetadata(object, { generation: 2 }),
  })
  const { object } = await create('a')
  const { object: changed } = await update('a', (a) =>
    withMetadata(
      { ...a, data: { x: '1' } },
      { uid: undefined, creationTimestamp: '1999-01-01T00:00:00Z', generation: 9, selfLink: '/' },
    ),
  )
  t.equal(changed.metadata.uid, object.metadata.uid)
  t.equal(changed.metadata.creationTimestamp, object.metadata.creationTimestamp)
  t.equal(changed.metadata.generation, 1)
  t.equal(changed.metadata.selfLink, undefined)
  const bumped = await update('a', (a) => ({ ...a, data: { bump: '1' } }))
  t.equal(bumped.object.metadata.generation, 2)
  const moved = await refusal(() => update('a', (a) => withMetadata(a, { uid: 'u' })))
  t.match(moved.message, /metadata.uid: Invalid value: "u": field is immutable/)
  const gone = await refusal(() =>
    update('a', (a) => withMetadata(a, { deletionTimestamp: '2030-01-01T00:00:00Z' })),
  )
  t.match(gone.message, /metadata.deletionTimestamp: Invalid value: .*: field is immutable/)
})

t.test('a dry run shows the result with the stored resourceVersion', async (t) => {
  const { update, create, current, world } = things(t)
  const { object } = await create('a')
  const { object: shown, row } = await update(
    'a',
    (a) => ({ ...a, data: { x: '1' } }),
    world.context({ dryRun: true }),
  )
  t.equal(row, undefined)
  t.equal(shown.data?.x, '1')
  t.equal(shown.metadata.resourceVersion, object.metadata.resourceVersion)
  t.same(current('a'), object)
})

t.test('checks come in the order of the real server', async (t) => {
  const seen: string[] = []
  const world = new World({
    plugins: [
      {
        mutate: ({ object, operation }) => {
          seen.push(`mutate ${operation}`)
          return object!
        },
        validate: ({ resource, name, operation, subresource }) => {
          seen.push(`admit ${operation}${subresource}`)
          if (operation === 'UPDATE') throw forbiddenResource(resource, name, 'not today')
        },
      },
    ],
  })
  const { update, create } = things(
    t,
    {
      prepareForUpdate: (object) => {
        seen.push('prepare')
        return object
      },
      validateUpdate: (object) => {
        seen.push('validate')
        return object.data === undefined ? [required(FieldPath.of('data'))] : []
      },
    },
    { world },
  )
  await create('a')
  seen.length = 0
  await t.rejects(
    update('a', (a) => withMetadata(a, { resourceVersion: '1' })),
    { code: 409 },
  )
  t.same(seen.splice(0), ['mutate UPDATE'])
  await t.rejects(
    update('a', (a) => a),
    { code: 422 },
  )
  t.same(seen.splice(0), ['mutate UPDATE', 'prepare', 'validate'])
  await t.rejects(
    update('a', (a) => ({ ...a, data: {} })),
    { code: 422 },
  )
  await t.rejects(
    update('a', (a) => ({ ...a, data: { x: '1' } })),
    { code: 403 },
  )
  t.same(seen.slice(-1), ['admit UPDATE'])
})

t.test("a PUT may create if the strategy and the user's permissions allow it", async (t) => {
  const { put, current } = things(t, { allowCreateOnUpdate: true })
  const asked: string[] = []
  const authorizeCreate = () => {
    asked.push('create')
    if (asked.length === 1) throw forbiddenResource({ group: '', resource: 'things' }, 'a', 'no')
  }
  const ask = (name: string, metadata: object) =>
    put(thing(name, { metadata }), { authorizeCreate })
  await t.rejects(ask('a', { resourceVersion: '7' }), { code: 403 })
  t.equal(current('a'), undefined)
  const { created, object } = await ask('a', { resourceVersion: '7' })
  t.equal(created, true)
  t.not(object.metadata.resourceVersion, '7')
  await t.rejects(ask('a', { resourceVersion: '7' }), { code: 409 })
  t.same(
    asked,
    ['create', 'create'],
    'an update of an existing object needs no permission to create',
  )
  await t.rejects(ask('b', { labels: { '-': '' } }), { code: 422 })
  t.equal(asked.length, 2, 'an invalid object is rejected before authorization')
  await t.rejects(ask('c', { resourceVersion: '-' }), { code: 500 })
})

t.test('the second of two concurrent PUTs updates the object that the first creates', async (t) => {
  const { put, world, current } = things(t, { allowCreateOnUpdate: true })
  const increment = () =>
    put(
      thing('a'),
      { change: (a) => done({ ...(a ?? thing('a')), data: { n: `${a?.data?.['n'] ?? ''}1` } }) },
      world.context({ large: true }),
    )
  t.same(
    (await Promise.all([increment(), increment()])).map(({ created }) => created),
    [true, undefined],
  )
  t.equal(current('a')?.data?.['n'], '11')
})

t.test('up to 1.36, a PUT that creates an object keeps its deletion metadata', async (t) => {
  for (const [version, kept] of [
    ['v1.36', 5],
    ['v1.37', undefined],
  ] as const) {
    const { put, world } = things(t, { allowCreateOnUpdate: true })
    const context = world.context({ release: releaseOf(version)! })
    const sent = thing('a', { metadata: { deletionGracePeriodSeconds: 5 } })
    const { object } = await put(sent, {}, context)
    t.equal(object.metadata.deletionGracePeriodSeconds, kept, version)
  }
})

t.test('commits are reported until the subscriber leaves', async (t) => {
  const { registry, create } = things(t)
  let told = 0
  const stop = registry.onChange(() => void told++)
  await create('a')
  t.equal(told, 1)
  stop()
  await create('b')
  t.equal(told, 1)
})

t.test('a subresource has its own strategy, and its update creates no object', async (t) => {
  const { put, world, create } = things(
    t,
    { allowCreateOnUpdate: true },
    {
      subresources: {
        status: {
          resetFields: [],
          prepareForUpdate: (object, old) => ({ ...old, data: { by: 'status', ...object.data } }),
        },
      },
    },
  )
  const report = (context = world.context()) =>
    put(thing('a', { data: { x: '1' } }), { subresource: 'status' }, context)
  await t.rejects(report(), { code: 404 })
  await create('a')
  const { object } = await report(world.context({ fieldManager: 'other' }))
  t.same({ ...object.data }, { by: 'status', x: '1' })
})

t.test('removing the last finalizer deletes an object that is marked for deletion', async (t) => {
  const { remove, world, create, update, current } = things(t)
  await create('a', { metadata: { finalizers: ['example.com/x', 'example.com/y'] } })
  await remove('a')
  const added = await refusal(() =>
    update('a', (a) => withMetadata(a, { finalizers: ['example.com/z'] })),
  )
  t.match(added.message, /no new finalizers can be added if the object is being deleted/)
  await update('a', (a) => withMetadata(a, { finalizers: ['example.com/y'] }))
  t.ok(current('a'))
  const release = (context = world.context()) =>
    update('a', (a) => withMetadata(a, { finalizers: undefined }), context)
  await release(world.context({ dryRun: true }))
  t.ok(current('a'))
  const { object, row } = await release()
  t.equal(current('a'), undefined)
  t.equal(object.metadata.finalizers, undefined)
  t.equal(row?.value.toString(), JSON.stringify(object))
})

t.test('an update whose change function returns no object gets a 404', async (t) => {
  const { put, create } = things(t)
  await create('a')
  await t.rejects(put(thing('a'), { change: () => done(undefined) }), { code: 404 })
})

t.test('a dry run that would create shows the given resourceVersion', async (t) => {
  const { put, world, current } = things(t, { allowCreateOnUpdate: true })
  const wanted = thing('a', { metadata: { resourceVersion: '5' } })
  const { object, created } = await put(wanted, {}, world.context({ dryRun: true }))
  t.equal(created, true)
  t.equal(object.metadata.resourceVersion, '5')
  t.equal(current('a'), undefined)
  const made = await put(wanted)
  t.not(made.object.metadata.resourceVersion, '5')
})
