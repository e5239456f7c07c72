import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { forbiddenResource } from '../../../src/apimachinery/status.ts'
import { done } from '../../../src/apimachinery/turns.ts'
import { withMetadata } from '../../../src/apiserver/registry/metadata.ts'
import { listing, refusal, select, type Thing, thing, things, World } from './world.ts'

const LARGE = { large: true }

/** Counts the rounds of the event loop until the work ends. */
const roundsOf = async (work: Promise<unknown>) => {
  let rounds = 0
  let over = false
  const end = () => void (over = true)
  void work.then(end, end)
  while (!over) {
    await setImmediate()
    rounds++
  }
  return rounds
}

t.test('a large write takes more rounds of the event loop than a small one', async (t) => {
  const { create, update, world } = things(t)
  const small = await roundsOf(create('small'))
  const large = await roundsOf(create('large', {}, world.context(LARGE)))
  t.ok(large > small, `${large} rounds of the event loop, and ${small} for a small one`)
  const relabel = (object: Thing) => withMetadata(object, { labels: { a: String(Math.random()) } })
  const little = await roundsOf(update('small', relabel))
  t.ok((await roundsOf(update('small', relabel, world.context(LARGE)))) > little)
  await create('heavy', { data: { a: 'x'.repeat(100_000) } })
  t.ok(
    (await roundsOf(update('heavy', relabel))) > little,
    'a small change of a large stored object',
  )
})

t.test('a large change starts over after a concurrent change', async (t) => {
  const { create, update, current, world } = things(t)
  await create('a', { data: { n: '0' } })
  let asked = 0
  const large = update(
    'a',
    (object) => {
      asked++
      return { ...object, data: { ...object.data, large: 'yes' } }
    },
    world.context(LARGE),
  )
  await update('a', (object) => ({ ...object, data: { ...object.data, small: 'yes' } }))
  const { object } = await large
  t.same(object.data, { n: '0', small: 'yes', large: 'yes' }, 'neither change is lost')
  t.strictSame(current('a'), object)
  t.equal(asked, 2)
})

t.test('constant concurrent changes do not block a large change', async (t) => {
  const { create, update, current, world } = things(t)
  await create('a', { data: {} })
  let over = false
  const busy = (async () => {
    for (let i = 0; !over; i++) {
      await update('a', (object) => ({ ...object, data: { ...object.data, busy: String(i) } }))
    }
  })()
  await update(
    'a',
    (object) => ({ ...object, data: { ...object.data, large: 'yes' } }),
    world.context(LARGE),
  )
  over = true
  await busy
  t.equal(current('a')?.data?.['large'], 'yes')
})

t.test('a large change based on a state that becomes outdated meanwhile gets a 409', async (t) => {
  const { create, update, registry, world } = things(t)
  const { object: first } = await create('a')
  const large = refusal(() =>
    registry.update(world.context(LARGE), {
      namespace: 'default',
      name: 'a',
      subresource: '',
      change: () => done({ ...first, data: { large: 'yes' } }),
    }),
  )
  await update('a', (object) => ({ ...object, data: { small: 'yes' } }))
  t.equal((await large).code, 409)
})

t.test('a large change of an object deleted meanwhile gets a 404', async (t) => {
  const { create, update, current, world, remove } = things(t)
  await create('a')
  const large = refusal(() =>
    update('a', (object) => ({ ...object, data: { x: '1' } }), world.context(LARGE)),
  )
  await remove('a')
  t.equal((await large).code, 404)
  t.equal(current('a'), undefined)
})

t.test('one of two large creates of one name succeeds', async (t) => {
  const { create, world } = things(t)
  const outcomes = await Promise.allSettled([
    create('a', { data: { by: 'first' } }, world.context(LARGE)),
    create('a', { data: { by: 'second' } }, world.context(LARGE)),
  ])
  t.match(outcomes, [
    { status: 'fulfilled' },
    { status: 'rejected', reason: { reason: 'AlreadyExists' } },
  ])
})

t.test('the second of two large applies of one name changes the object of the first', async (t) => {
  const { registry, world, current } = things(t, { allowCreateOnUpdate: true })
  const apply = (manager: string) =>
    registry.apply(world.context({ ...LARGE, fieldManager: manager }), {
      namespace: 'default',
      name: 'a',
      subresource: '',
      config: () => thing('a', { data: { [manager]: 'yes' } }),
      force: false,
    })
  const written = await Promise.all([apply('first'), apply('second')])
  t.strictSame(
    written.map(({ created }) => created),
    [true, undefined],
  )
  t.same(current('a')?.data, { first: 'yes', second: 'yes' })
})

t.test('validating admission uses the state at the time of the write', async (t) => {
  let closed = false
  const world = new World({
    plugins: [
      {
        validate: ({ name }) => {
          if (closed)
            throw forbiddenResource({ group: '', resource: 'things' }, name, 'it is closed')
        },
      },
    ],
  })
  const { create, update, current } = things(t, {}, { world })
  await create('a')
  const writes = [
    refusal(() => create('b', {}, world.context(LARGE))),
    refusal(() => update('a', (a) => ({ ...a, data: { x: '1' } }), world.context(LARGE))),
  ]
  closed = true
  for (const write of writes) t.equal((await write).code, 403)
  t.equal(current('b'), undefined)
  t.notMatch(current('a'), { data: { x: '1' } })
})

t.test('a long list with a selector is read in turns, at one revision', async (t) => {
  const { create, update, registry, world } = things(t)
  const data = { a: 'x'.repeat(20_000) }
  for (let i = 0; i < 30; i++)
    await create(`a${String(i).padStart(2, '0')}`, {
      data,
      metadata: { labels: { even: String(i % 2) } },
    })
  const before = registry.revision
  const list = registry.list(world.clock, listing({ selection: select('even=0') }))
  const rounds = roundsOf(list)
  await update('a28', (object) => withMetadata(object, { labels: { even: '1' } }))
  const { rows, revision } = await list
  t.equal(rows.length, 15)
  t.equal(revision, before)
  const taken = await rounds
  t.ok(taken >= 3 && taken < 15, `${taken} rounds`)
})

t.test('a collection is deleted in batches', async (t) => {
  const { create, registry, world } = things(t)
  await Promise.all(Array.from({ length: 450 }, (_, i) => create(`a${i}`)))
  const deleted = registry.deleteCollection(world.context(), listing({ namespace: 'default' }), {})
  const rounds = roundsOf(deleted)
  t.equal((await deleted).rows.length, 450)
  t.equal(registry.all().rows.length, 0)
  t.ok((await rounds) >= 3, 'the deletion takes several rounds of the event loop')
})
