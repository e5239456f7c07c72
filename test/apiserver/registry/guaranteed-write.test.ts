/** Writes to a store with other writers, so a server's state may be outdated. */
import t, { type Test } from 'tap'
import { objectValues } from '../../../src/apiserver/registry/encoding.ts'
import { openMemoryStore } from '../../../src/storage/memory.ts'
import { type Store, StoreError } from '../../../src/storage/store.ts'
import { listing, refusal, type Thing, things, World } from './world.ts'

const HELD = { metadata: { finalizers: ['example.com/x'] } }
const data = (x: string) => (current: Thing) => ({ ...current, data: { x } })

/** A registry on a store with another writer; each refresh runs the next task of `meanwhile`. */
const shared = (t: Test) => {
  const others: (() => Promise<unknown>)[] = []
  const asked = { times: 0 }
  const conflicts = new Set<unknown>()
  const opened: Store = openMemoryStore({ values: objectValues })
  const other = things(t, {}, { world: new World({ opened }) })
  const current = async () => {
    asked.times++
    await others.shift()?.()
  }
  const store = new Proxy(opened, {
    get: (of, name) => {
      if (name === 'current') return current
      if (conflicts.delete(name)) return () => Promise.reject(new StoreError('conflict', ''))
      const value: unknown = Reflect.get(of, name, of)
      return typeof value === 'function' ? value.bind(of) : value
    },
  })
  const own = things(t, {}, { world: new World({ opened: store }) })
  return {
    ...own,
    other,
    meanwhile: (task: () => Promise<unknown>) => others.push(task),
    asked,
    conflicts,
  }
}

t.test('a write that the store accepts needs no refresh', async (t) => {
  const { create, update, remove, asked } = shared(t)
  await create('a')
  await update('a', data('1'))
  await create('b', HELD)
  await remove('a')
  await remove('b')
  t.equal(asked.times, 0)
})

t.test('a write that the store rejects with a conflict starts over', async (t) => {
  const { create, update, remove, conflicts } = shared(t)
  await create('a')
  conflicts.add('update')
  t.match((await update('a', data('1'))).object, { data: { x: '1' } })
  conflicts.add('delete')
  t.equal((await remove('a')).gone, true)
  t.equal(conflicts.size, 0)
})

t.test('a write that fails on outdated state succeeds after a refresh', async (t) => {
  const { create, update, put, remove, other, meanwhile, asked } = shared(t)
  meanwhile(() => other.create('a'))
  const changed = await update('a', data('1'))
  t.match(changed.object.data, { x: '1' }, 'the object exists by now')

  const old = changed.object
  let newest: Thing | undefined
  const theirs = { ...old, metadata: { ...old.metadata, resourceVersion: '9' } }
  meanwhile(async () => {
    while (newest?.metadata.resourceVersion !== '9')
      newest = (
        await other.update('a', (a) => ({ ...a, data: { n: a.metadata.resourceVersion! } }))
      ).object
  })
  t.match(
    (await put({ ...theirs, data: { x: '2' } })).object.data,
    { x: '2' },
    'an update of the version that another writer stored',
  )

  meanwhile(() => other.remove('a'))
  t.equal((await create('a')).created, true, 'the object is gone by now')
  meanwhile(() => other.create('c'))
  t.equal((await remove('c')).gone, true)
  t.equal(asked.times, 4, 'one refresh for each write')
})

t.test('a write that is impossible even after a refresh is rejected', async (t) => {
  const { create, update, remove, asked } = shared(t)
  await create('a')
  await t.rejects(create('a'), { code: 409 })
  await t.rejects(update('b', data('1')), { code: 404 })
  await t.rejects(remove('b'), { code: 404 })
  t.equal(asked.times, 3)
})

t.test('the newest state decides whether a write changes anything', async (t) => {
  const { create, update, remove, other, meanwhile, asked } = shared(t)
  await create('a', { data: { x: '1' } })
  meanwhile(() => other.update('a', data('2')))
  const { object } = await update('a', data('1'))
  t.match(object.data, { x: '1' })
  t.equal(other.current('a')?.data?.['x'], '1', 'the change was written')
  t.equal(
    (await update('a', data('1'))).object.metadata.resourceVersion,
    object.metadata.resourceVersion,
  )
  t.equal(asked.times, 2)

  await create('held', HELD)
  await remove('held')
  meanwhile(() =>
    other.update('held', (a) => ({ ...a, metadata: { ...a.metadata, finalizers: [] } })),
  )
  await t.rejects(remove('held'), { code: 404 })
})

t.test('a dry run uses the newest state', async (t) => {
  const { update, world, other, meanwhile, asked } = shared(t)
  meanwhile(() => other.create('a'))
  const { object } = await update('a', data('1'), world.context({ dryRun: true }))
  t.match(object.data, { x: '1' })
  t.equal(asked.times, 1)
})

t.test('a create that the store rejects as existing is not retried', async (t) => {
  const { create, other, asked } = shared(t)
  other.world.store.create = () => Promise.reject(new StoreError('exists', 'it is there'))
  t.equal((await refusal(() => create('a'))).reason, 'AlreadyExists')
  t.equal(asked.times, 0)
})

t.test('failures of the storage are not retried', async (t) => {
  const { create, update, remove, other, meanwhile, asked } = shared(t)
  await create('b')
  const { store } = other.world
  let times = 0
  for (const [code, status] of [
    ['unknown', 504],
    ['unreachable', 503],
    ['full', 507],
  ] as const) {
    store.update = store.create = () => {
      times++
      return Promise.reject(new StoreError(code, 'perhaps'))
    }
    t.equal((await refusal(() => create('a'))).code, status, code)
    t.equal((await refusal(() => update('b', data('1')))).code, status, code)
  }
  t.equal(times, 6)
  t.equal(asked.times, 0)
  meanwhile(() => Promise.reject(new StoreError('unreachable', 'away')))
  await t.rejects(remove('a'), { code: 503 }, 'whether the object exists is unknown')
})

t.test('a write being retried is abandoned if its client has gone', async (t) => {
  const { update, world, other, meanwhile } = shared(t)
  const leaving = new AbortController()
  meanwhile(async () => {
    await other.create('a')
    leaving.abort()
  })
  await t.rejects(update('a', data('1'), world.context({ signal: leaving.signal })), {
    name: 'AbortError',
  })
  t.equal(other.current('a')?.data, undefined)
  t.equal(
    (await other.registry.list(other.world.clock, listing(), other.world.context())).rows.length,
    1,
  )
})

t.test('a read at a newer revision gets 503 if the store is unreachable', async (t) => {
  const { registry, world, meanwhile } = shared(t)
  meanwhile(() => Promise.reject(new StoreError('unreachable', 'away')))
  await t.rejects(registry.list(world.clock, listing({ resourceVersion: '99' }), world.context()), {
    code: 503,
  })
})
