import t, { type Test } from 'tap'
import { frozen } from '../../src/api/frozen.ts'
import { refusal, type Thing, thing, things, World } from './world.ts'
import type { AdmissionPlugin } from '../../src/admission/admission.ts'
import { badRequest } from '../../src/api/status.ts'
import { withMetadata } from '../../src/registry/metadata.ts'
import { relinked } from '../../src/registry/template.ts'
import type { Row } from '../../src/store/store.ts'

const shared = () =>
  frozen(
    thing('shared', { metadata: { name: 'shared', labels: { a: '1' } }, data: { key: 'värde' } }),
  )

const HOUR = 3_600_000

void t.test('a shared object is created as any other is, but for its uid and times', async (t) => {
  const object = shared()
  const rows = []
  const objects = []
  for (let i = 0; i < 3; i++) {
    const { registry, world, create } = things(t)
    world.clock.advance(i * HOUR)
    for (let n = 0; n < i; n++) await create(`before-${n}`)
    world.entropy.bytes(64)
    const made = await registry.create(world.context(), {
      namespace: 'default',
      object,
      shared: true,
    })
    t.same(registry.decode(made.row!), made.object)
    t.same(
      JSON.parse(made.row!.value.toString()),
      made.object,
      'the bytes say what the object does',
    )
    t.equal(made.object.metadata.resourceVersion, String(2 + i))
    t.equal(
      made.object.metadata.creationTimestamp,
      ['2030-05-06T07:08:09Z', '2030-05-06T08:08:09Z', '2030-05-06T09:08:09Z'][i],
    )
    t.equal(made.object.metadata.managedFields?.[0]?.time, made.object.metadata.creationTimestamp)
    rows.push(made.row!)
    objects.push(made.object)
  }
  const plain = things(t)
  plain.world.clock.advance(2 * HOUR)
  for (let n = 0; n < 2; n++) await plain.create(`before-${n}`)
  plain.world.entropy.bytes(64)
  const { row } = await plain.registry.create(plain.world.context(), {
    namespace: 'default',
    object,
  })
  t.equal(rows[2]!.value.toString(), row!.value.toString(), 'byte for byte')
  t.equal(objects[1]!.data, objects[2]!.data, 'what is alike is one object')
  t.ok(Object.isFrozen(objects[2]!.data))
})

/** Creates the shared object and applies to it an hour later, in a new server. */
const createdAndApplied = async (
  t: Test,
  object: Thing,
  configs: readonly Thing[],
  shared = true,
) => {
  const { registry, world } = things(t)
  await registry.create(world.context(), { namespace: 'default', object, shared })
  const rows = []
  for (const config of configs) {
    world.clock.advance(HOUR)
    const { row } = await registry.apply(world.context({ fieldManager: 'controller' }), {
      namespace: 'default',
      name: 'shared',
      subresource: '',
      config,
      force: true,
      shared,
    })
    rows.push(row!)
  }
  return { rows, registry, world }
}

void t.test('what is applied to it comes out as it does for any other', async (t) => {
  const object = shared()
  const configs = [
    thing('shared', { data: { key: 'other', more: 'ä' } }),
    thing('shared', { data: { key: 'third' } }),
  ]
  const texts = ({ rows }: { rows: readonly Row[] }): string[] =>
    rows.map(({ value }) => value.toString())
  const plain = await createdAndApplied(t, object, configs, false)
  const made = []
  for (let i = 0; i < 5; i++) made.push(await createdAndApplied(t, object, configs))
  for (const each of made) t.same(texts(each), texts(plain), 'byte for byte')
  const [before, last] = made.slice(-2).map(({ rows, registry }) => registry.decode(rows[1]!))
  t.equal(before!.data, last!.data, 'what is alike is one object')
  t.same(last, JSON.parse(plain.rows[1]!.value.toString()), 'the object says what the bytes do')
  t.not(plain.registry.decode(plain.rows[1]!).data, last!.data)
})

void t.test('two managers that apply are told apart by no template', async (t) => {
  const object = shared()
  const config = thing('shared', { data: { key: 'other' } })
  const second = thing('shared', { metadata: { labels: { b: '2' } } })
  const texts = []
  for (const isShared of [false, true, true, true, true]) {
    const { registry, world } = await createdAndApplied(t, object, [config], isShared)
    world.clock.advance(HOUR)
    const { row } = await registry.apply(world.context({ fieldManager: 'another' }), {
      namespace: 'default',
      name: 'shared',
      subresource: '',
      config: second,
      force: true,
      shared: isShared,
    })
    texts.push(row!.value.toString())
  }
  for (const text of texts) t.equal(text, texts[0])
})

void t.test('admission sees what is applied each time', async (t) => {
  const object = shared()
  const config = thing('shared', { data: { key: 'other' } })
  let seen = 0
  const plugin: AdmissionPlugin = {
    name: 'plugin',
    validate: ({ operation, object: valid }) => {
      if (operation !== 'UPDATE') return
      t.same((valid as Thing).data, { key: 'other' })
      seen++
    },
  }
  for (let i = 0; i < 4; i++) {
    const world = new World({ plugins: [plugin] })
    const { registry } = things(t, {}, { world })
    await registry.create(world.context(), { namespace: 'default', object, shared: true })
    await registry.apply(world.context(), {
      namespace: 'default',
      name: 'shared',
      subresource: '',
      config,
      force: true,
      shared: true,
    })
  }
  t.equal(seen, 4)
})

void t.test('two servers give one object two uids', async (t) => {
  const object = shared()
  const world = new World()
  const uids = new Set<string>()
  for (let i = 0; i < 3; i++) {
    const { registry } = things(t)
    const made = await registry.create(world.context(), {
      namespace: 'default',
      object,
      shared: true,
    })
    uids.add(made.object.metadata.uid!)
  }
  t.equal(uids.size, 3)
  await world.store.close()
})

void t.test('admission sees it each time, and may refuse it or make another of it', async (t) => {
  const object = shared()
  const plugin = (mutate: AdmissionPlugin['mutate']): AdmissionPlugin => ({
    name: 'plugin',
    ...(mutate && { mutate }),
  })
  const create = (mutate: AdmissionPlugin['mutate']) => {
    const world = new World({ plugins: [plugin(mutate)] })
    const { registry } = things(t, {}, { world })
    return registry.create(world.context(), { namespace: 'default', object, shared: true })
  }
  await create((attributes) => attributes.object!)
  await create((attributes) => attributes.object!)
  const other = await create(({ object }) => withMetadata(object!, { labels: { b: '2' } }))
  t.same(other.object.metadata.labels, { b: '2' })
  const refused = await refusal(() =>
    create(() => {
      throw badRequest('no')
    }),
  )
  t.equal(refused.code, 400)
})

void t.test(
  'bytes are known again as those of a template, whichever state they are of',
  async (t) => {
    const object = shared()
    const config = thing('shared', { data: { key: 'other', more: 'ä' } })
    for (let i = 0; i < 3; i++) await createdAndApplied(t, object, [config])
    const { registry, rows } = await createdAndApplied(t, object, [config])
    const fresh = things(t)
    const { row: created } = await fresh.registry.create(fresh.world.context(), {
      namespace: 'default',
      object,
      shared: true,
    })
    for (const row of [created!, rows[0]!]) {
      const { key, value, revision } = row
      const maker = relinked(key, value, revision)
      t.same(maker?.remake(revision), value)
      t.match(String(maker?.remake(7)), '"resourceVersion":"7"')
      const text = String(value)
      t.equal(relinked(`${key}-other`, value, revision), undefined, 'another key')
      t.equal(relinked(key, value, revision + 1), undefined, 'another revision')
      for (const other of [
        text.replace('"key":"', '"key":"changed '),
        text.replace('"creationTimestamp":"2', '"creationTimestamp":"1'),
        `${text} `,
        text.slice(0, -1),
      ])
        t.equal(relinked(key, Buffer.from(other), revision), undefined, other)
    }
    t.equal(registry.isDecoded(rows[0]!), true, 'it costs nothing to have its object')
  },
)
