import t from 'tap'
import { withMetadata } from '../../../src/apiserver/registry/metadata.ts'
import { EVERYTHING } from '../../../src/apiserver/registry/selection.ts'
import type { Watcher, WatchRequest } from '../../../src/apiserver/registry/watcher.ts'
import { refusal, select, type Thing, things, World } from './world.ts'

/** Reads events as texts like `ADDED a 5`: type, name and resourceVersion. */
const eventsOf = (watcher: Watcher<Thing>, limit = 100) =>
  watcher.read(limit).items.map(({ type, row }) => {
    const { metadata } = JSON.parse(row.value.toString()) as Thing
    return `${type} ${metadata.name} ${metadata.resourceVersion}`
  })

const watched = (t: Parameters<typeof things>[0], world = new World()) => {
  const all = things(t, {}, { world })
  const { registry } = all
  const watch = (request: Partial<WatchRequest> = {}) =>
    registry.watch({
      namespace: '',
      selection: EVERYTHING,
      after: registry.revision,
      initial: [],
      ...request,
    })
  const label = (name: string, x: string) =>
    all.update(name, (object) => withMetadata(object, { labels: { x } }))
  return { ...all, watch, label }
}

t.test('changes arrive in order, each with its own resourceVersion', async (t) => {
  const { create, label, remove, watch, registry } = watched(t)
  const watcher = watch()
  t.same(eventsOf(watcher), [])
  const from = registry.revision
  await create('a')
  await label('a', '1')
  await remove('a')
  t.same(eventsOf(watcher), [
    `ADDED a ${from + 1}`,
    `MODIFIED a ${from + 2}`,
    `DELETED a ${from + 3}`,
  ])
  t.same(eventsOf(watcher), [])
  t.same(eventsOf(watch({ after: from + 1 })), [`MODIFIED a ${from + 2}`, `DELETED a ${from + 3}`])
})

t.test('objects are ADDED once they match a selector, DELETED once they do not', async (t) => {
  const { create, label, remove, watch, registry } = watched(t)
  await create('a')
  const watcher = watch({ selection: select('x=1') })
  const from = registry.revision
  await label('a', '1')
  await label('a', '2')
  await label('a', '3')
  await label('a', '1')
  await remove('a')
  t.same(eventsOf(watcher), [
    `ADDED a ${from + 1}`,
    `DELETED a ${from + 2}`,
    `ADDED a ${from + 4}`,
    `DELETED a ${from + 5}`,
  ])
})

t.test(
  'an object that stops matching a selector is sent as it last matched; watchers share the row',
  async (t) => {
    const { create, label, watch, registry } = watched(t)
    await create('a', { metadata: { labels: { x: '1' } } })
    const watchers = [watch({ selection: select('x=1') }), watch({ selection: select('x=1') })]
    await label('a', '2')
    const [first, second] = watchers.map((watcher) => watcher.read(1).items[0]!.row)
    t.equal(first, second)
    t.match(JSON.parse(first!.value.toString()), {
      metadata: { labels: { x: '1' }, resourceVersion: String(registry.revision) },
    })
  },
)

t.test('the watch of a namespace sees only its objects', async (t) => {
  const { create, watch } = watched(t)
  const watcher = watch({ namespace: 'other' })
  await create('a')
  await create('b', { metadata: { namespace: 'other' } })
  t.match(eventsOf(watcher), [/^ADDED b/])
})

t.test('existing objects come first, in portions, then later changes', async (t) => {
  const { create, watch, registry } = watched(t)
  for (const name of ['a', 'b', 'c']) await create(name)
  const { revision, rows } = registry.all()
  const watcher = watch({ after: revision, initial: rows })
  await create('d')
  t.equal(watcher.position, revision, 'existing objects are still to be sent')
  t.match(watcher.read(2), { more: true, items: { length: 2 } })
  t.match(watcher.read(2), { more: true, items: { length: 1 } })
  t.equal(watcher.position, revision)
  t.match(eventsOf(watcher), [/^ADDED d/])
  t.equal(watcher.position, registry.revision)
})

t.test('each read copies only the existing objects that it returns', async (t) => {
  const { create, watch, registry } = watched(t)
  for (const name of ['a', 'b', 'c', 'd', 'e']) await create(name)
  const { revision, rows } = registry.all()
  const copied: number[] = []
  const initial = Object.assign([...rows], {
    slice: (from: number, to: number) => {
      const part = rows.slice(from, to)
      copied.push(part.length)
      return part
    },
  })
  const watcher = watch({ after: revision, initial })
  for (const each of [2, 2, 1]) t.equal(watcher.read(2).items.length, each)
  t.same(copied, [2, 2, 1])
})

t.test("a watcher's position follows the store once all its events are read", async (t) => {
  const { create, watch, registry, world } = watched(t)
  const others = world.registry({ ...registry.resource, storagePrefix: '/registry/others/' })
  const watcher = watch()
  const elsewhere = {
    namespace: 'default',
    object: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'o' } },
  }
  await others.create(world.context(), elsewhere)
  t.equal(watcher.position, registry.revision)
  await create('a')
  t.equal(watcher.position, registry.revision - 2, 'an unread change is not included')
  watcher.read(1)
  t.equal(watcher.position, registry.revision)
  const future = watch({ after: registry.revision + 10 })
  t.equal(future.position, registry.revision + 10)
})

t.test('a watch is woken by changes until it is closed', async (t) => {
  const { create, watch } = watched(t)
  const watcher = watch()
  let woken = 0
  watcher.start({ wake: () => void woken++ })
  await create('a')
  t.equal(woken, 1)
  watcher.close()
  await create('b')
  t.equal(woken, 1)
})

t.test('after the history is replaced, only a watch with `readOn` continues', async (t) => {
  const { create, watch, world } = watched(t)
  const [lasting, ended] = [watch(), watch()]
  let seen: string[] = []
  const readOn = () => {
    seen = eventsOf(lasting)
  }
  lasting.start({ wake: () => {}, readOn })
  ended.start({ wake: () => {} })
  await create('a')
  await world.store.replace!([])
  t.match(seen, [/^ADDED a/, /^DELETED a/])
  t.same(eventsOf(lasting), [])
  t.equal((await refusal(() => ended.read(1))).code, 410)
})

t.test('compacted history ends a watch', async (t) => {
  const { create, watch, world } = watched(t, new World({ store: { recentLimit: 1 } }))
  const watcher = watch()
  const asked = world.store.revision
  for (const name of ['a', 'b', 'c', 'd']) await create(name)
  const kept = watch({ after: world.store.revision })
  world.store.compact(world.store.revision)
  t.has(await refusal(() => watcher.read(1)), {
    code: 410,
    message: `too old resource version: ${asked} (${world.store.compacted})`,
  })
  t.equal(watcher.position, asked)
  t.same(eventsOf(kept), [])
})
