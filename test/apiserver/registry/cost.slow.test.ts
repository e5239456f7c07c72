/** Costs of requests in units of work, not time: they must not grow with unrelated data. */
import t, { type Test } from 'tap'
import { Client } from '../../../src/apiserver/registry/client.ts'
import { encodeObject } from '../../../src/apiserver/registry/encoding.ts'
import { withMetadata } from '../../../src/apiserver/registry/metadata.ts'
import { EVERYTHING } from '../../../src/apiserver/registry/selection.ts'
import * as registries from './world.ts'
import { release } from '../../fixtures/release.ts'
import { times } from '../../fixtures/times.ts'

interface Work {
  /** calls to the log plus changes written to it */
  asked: number
  /** parsed characters of JSON */
  parsed: number
  /** generated characters of JSON */
  made: number
}

const done: Work = { asked: 0, parsed: 0, made: 0 }

const { listing, select, thing, thingResource } = registries

type Calls = Record<string, (...given: unknown[]) => unknown>

/** Registries in memory that count the calls to the log. */
class World extends registries.World {
  constructor() {
    super()
    const { log } = this.store as unknown as Record<'log', Calls>
    for (const name of ['append', 'forget', 'current', 'lastChange', 'changes', 'past']) {
      const execute = log[name]!
      log[name] = (...given) => {
        const [written] = given
        done.asked += 1 + (Array.isArray(written) ? written.length : 0)
        return execute(...given)
      }
    }
  }
}

const things = (t: Test, world = new World()) => registries.things(t, {}, { world })

const { parse, stringify } = JSON
JSON.parse = (text: string, ...rest) => {
  done.parsed += text.length
  return parse(text, ...rest)
}
JSON.stringify = ((...given: Parameters<typeof stringify>) => {
  const text: string | undefined = stringify(...given)
  done.made += text?.length ?? 0
  return text
}) as typeof stringify

const workOf = async (task: () => unknown) => {
  const before = { ...done }
  await task()
  return {
    asked: done.asked - before.asked,
    parsed: done.parsed - before.parsed,
    made: done.made - before.made,
  }
}

/** A registry with `count` things, whose names are as long as `a-0000`. */
const among = async (t: Test, count: number) => {
  const all = things(t)
  const names = times(count, (i) => `a-${String(i).padStart(4, '0')}`)
  await Promise.all(names.map((name) => all.create(name)))
  // raises the revision, so that all later revisions have four digits
  while (all.registry.revision < 5000) await all.update('a-0000', relabelled)
  return all
}

let label = 1000
const relabelled = (object: registries.Thing) =>
  withMetadata(object, { labels: { x: String(label++) }, managedFields: undefined })

t.test('the cost of a get or a write does not depend on the number of objects', async (t) => {
  const costs = async (count: number): Promise<Record<string, Work>> => {
    const { create, update, registry, world, remove } = await among(t, count)
    await update('a-0005', relabelled)
    return {
      create: await workOf(() => create('b-0000')),
      get: await workOf(() => registry.get(world.clock, 'default', 'a-0003')),
      update: await workOf(() => update('a-0005', relabelled)),
      delete: await workOf(() => remove('a-0005')),
    }
  }
  const few = await costs(10)
  t.same(await costs(3000), few)
  t.ok((few['create']?.made ?? 0) > 100, 'the costs are counted')
  t.same(few['get'], { asked: 0, parsed: 0, made: 0 }, 'a get sends the stored bytes')
  for (const name of ['create', 'update', 'delete']) {
    // one call to the log, with one change
    t.equal(few[name]?.asked, 2, name)
    t.equal(few[name]?.parsed, 0, `${name} parses nothing again`)
  }
})

t.test("a controller's unaudited write costs no more than the registry's", async (t) => {
  const { create, registry, world } = await among(t, 10)
  const nobody = { name: 'controller', groups: [], extra: {} }
  const { clock, entropy } = world
  const client = new Client(registry, {
    user: nobody,
    informer: nobody,
    fieldManager: 'manager',
    authorizer: { authorize: () => ({ decision: 'allow', reason: '' }) },
    release,
    clock,
    entropy,
    signal: new AbortController().signal,
  })
  const straight = await workOf(() => create('b-0000'))
  const { made, ...work } = await workOf(() => client.create(thing('b-0001'), 'default'))
  t.same(work, { asked: straight.asked, parsed: 0 })
  t.ok(
    made <= straight.made,
    `${made} characters by the controller, ${straight.made} by the registry`,
  )
})

t.test('writes of one event-loop round share a transaction', async (t) => {
  const { create } = things(t)
  const { asked } = await workOf(() =>
    Promise.all(['a', 'b', 'c', 'd'].map((name) => create(name))),
  )
  t.equal(asked, 1 + 4)
})

t.test('a list of few objects among many does not read the log or parse JSON', async (t) => {
  const { create, registry, world } = await among(t, 1000)
  await Promise.all(
    ['a', 'b', 'c'].map((name) => create(name, { metadata: { namespace: 'small' } })),
  )
  let rows = 0
  const work = await workOf(async () => {
    rows = (await registry.list(world.clock, listing({ namespace: 'small' }))).rows.length
    rows += (await registry.list(world.clock, listing({ namespace: 'small', limit: 2 }))).rows
      .length
  })
  t.equal(rows, 5)
  t.same({ asked: work.asked, parsed: work.parsed }, { asked: 0, parsed: 0 })
})

t.test("watchers share an event's bytes; watchers of other objects cost nothing", async (t) => {
  const world = new World()
  const { create, update, registry } = things(t, world)
  const others = world.registry(
    thingResource({}, { resource: 'others', storagePrefix: '/registry/others/' }),
  )
  const watch = (of: typeof registry, labels = '', namespace = '') =>
    of.watch({
      namespace,
      selection: labels === '' ? EVERYTHING : select(labels),
      after: of.revision,
      initial: [],
    })
  await create('a')
  let woken = 0
  const strangers = times(50, () => watch(others))
  for (const stranger of strangers) stranger.start({ wake: () => void woken++ })
  const readers = [...times(50, () => watch(registry)), ...times(50, () => watch(registry, 'x'))]
  const elsewhere = times(50, () => watch(registry, '', 'elsewhere'))

  await update('a', relabelled)
  const rows = new Set<unknown>()
  const work = await workOf(() => {
    for (const reader of readers) for (const { row } of reader.read(10).items) rows.add(row)
    for (const reader of elsewhere) t.same(reader.read(10).items, [])
  })
  t.equal(rows.size, 1, 'all readers share the bytes of one row')
  t.same(work, { asked: 0, parsed: 0, made: 0 })

  await others.create(world.context(), { namespace: 'default', object: thing('b') })
  t.equal(woken, 50, 'each watcher of the other resource was woken once, by its own resource')
  for (const each of [...strangers, ...readers, ...elsewhere]) each.close()
})

t.test('a page of selected objects does not read all objects after the page', async (t) => {
  const { world, registry } = things(t)
  const count = 6000
  await Promise.all(
    times(count, (i) => {
      const name = `a${String(i).padStart(4, '0')}`
      const metadata = { name, namespace: 'default', uid: name, labels: { x: String(i % 2) } }
      return world.store.create(
        `/registry/things/default/${name}`,
        encodeObject(thing(name, { metadata })),
      )
    }),
  )
  const collection = world.store.collection('/registry/things/')
  const list = collection.list.bind(collection)
  let taken = 0
  collection.list = (options) => {
    const found = list(options)
    taken += found.rows.length
    return found
  }
  const names: string[] = []
  let pages = 0
  for (let continueToken = ''; ;) {
    const request = { limit: 100, selection: select('x=1'), continueToken }
    const page = await registry.list(world.clock, listing(request))
    names.push(...page.rows.map(({ key }) => key.slice(-5)))
    pages++
    if (page.continueToken === '') break
    ;({ continueToken } = page)
    // all pages show the revision of the first page, so this object is on none
    if (pages === 2)
      await world.store.create(
        '/registry/things/default/a9999',
        encodeObject(thing('a9999', { metadata: { name: 'a9999', uid: 'z', labels: { x: '1' } } })),
      )
  }
  t.same(
    names,
    times(count / 2, (i) => `a${String(2 * i + 1).padStart(4, '0')}`),
  )
  t.equal(pages, 30)
  t.ok(taken <= 30 * 1000, `${taken} rows were read for ${count / 2}`)

  const rare = await registry.list(
    world.clock,
    listing({ limit: 1, selection: select('x=1', 'metadata.name=a5999') }),
  )
  t.same(
    rare.rows.map(({ key }) => key.slice(-5)),
    ['a5999'],
    'a match among the last objects is found',
  )
  t.equal(rare.continueToken, '')
})
