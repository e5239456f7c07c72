import t from 'tap'
import { frozen } from '../../src/api/frozen.ts'
import { refusal, thing, things, World } from './world.ts'
import type { AdmissionPlugin } from '../../src/admission/admission.ts'
import { badRequest } from '../../src/api/status.ts'
import { withMetadata } from '../../src/registry/metadata.ts'

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
    t.equal(registry.decode(made.row!), made.object)
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
