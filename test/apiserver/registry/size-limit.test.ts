import t from 'tap'
import { encodeProtobuf } from '../../../src/apimachinery/protobuf/envelope.ts'
import { MOST_VALUES } from '../../../src/apimachinery/text/many-values.ts'
import { withMetadata } from '../../../src/apiserver/registry/metadata.ts'
import { refusal, schemaOf, type Thing, things } from './world.ts'
import { times } from '../../fixtures/times.ts'

const LIMIT = 1.5 * 1024 * 1024
const schema = schemaOf('', 'v1', 'ConfigMap')
const sizeOf = (object: Thing) => encodeProtobuf(schema, object).length

t.test("an object too large for etcd gets etcd's error", async (t) => {
  const { create, update, registry, current, world } = things(t)
  const small = await create('a', { data: { k: 'x'.repeat(1024) } })
  const room = 1024 + LIMIT - sizeOf(small.object) - 10
  const fitting = await update('a', (a) => ({ ...a, data: { k: 'x'.repeat(room) } }))
  t.ok(
    sizeOf(fitting.object) <= LIMIT && sizeOf(fitting.object) > LIMIT - 100,
    'filled to the limit',
  )

  const { revision } = registry
  for (const attempt of [
    () => create('b', { data: { k: 'x'.repeat(LIMIT) } }),
    () => update('a', (a) => ({ ...a, data: { k: 'x'.repeat(LIMIT) } })),
    () => update('a', (a) => withMetadata(a, { labels: { l: 'v'.repeat(50) } })),
  ]) {
    const { code, message, status } = await refusal(attempt)
    t.equal(code, 500)
    t.equal(message, 'etcdserver: request is too large')
    t.equal(status.reason, undefined)
  }
  t.equal(registry.revision, revision, 'nothing was stored')
  t.equal(current('a')?.data?.k?.length, room)

  const dry = world.context({ dryRun: true })
  await t.resolves(create('b', { data: { k: 'x'.repeat(LIMIT) } }, dry), 'a dry run stores nothing')
})

t.test('an object has a limited number of values', async (t) => {
  const { create } = things(t)
  const data = Object.fromEntries(times(MOST_VALUES, (i) => [`k${i}`, '']))
  await t.rejects(create('a', { data }), { code: 413 })
})

t.test("the size is that of etcd's encoding, without JSON's overhead", async (t) => {
  const { create } = things(t)
  const quotes = '"'.repeat(1024 * 1024)
  const { row } = await create('a', { data: { k: quotes } })
  t.ok((row?.value.length ?? 0) > LIMIT)
})

t.test('managed fields count towards the size', async (t) => {
  const { create, update } = things(t)
  const { object } = await create('a', { data: { blob: 'x'.repeat(LIMIT - 50_000) } })
  let size = sizeOf(object)
  const grow = async () => {
    for (let step = 0; step < 100; step++) {
      const keys = times(300, (i) => [`key-${step}-${i}`, ''])
      const more = Object.fromEntries(keys) as Record<string, string>
      const grown = await update('a', (a) => ({ ...a, data: { ...a.data, ...more } }))
      // the object grew by more than the data sent, since managedFields grew too
      t.ok(sizeOf(grown.object) > size + JSON.stringify(more).length)
      size = sizeOf(grown.object)
    }
  }
  t.equal((await refusal(grow)).message, 'etcdserver: request is too large')
  t.ok(size > LIMIT - 30_000 && size <= LIMIT, `${size}`)
})

t.test('a deletion mark that makes an object too large is rejected', async (t) => {
  const { create, update, remove } = things(t)
  await create('a', { metadata: { finalizers: ['example.com/x'] }, data: { k: '' } })
  const filledWith = async (count: number) =>
    sizeOf((await update('a', (a) => ({ ...a, data: { k: 'x'.repeat(count) } }))).object)
  const most = LIMIT - 1000
  t.equal(await filledWith(most + LIMIT - (await filledWith(most))), LIMIT, 'not a byte more fits')
  const deleting = () => remove('a')
  t.equal((await refusal(deleting)).message, 'etcdserver: request is too large')
  // an object without finalizers is deleted without a mark
  const released = await update('a', (a) => withMetadata(a, { finalizers: undefined }))
  t.equal(released.object.metadata.finalizers, undefined)
  t.equal((await deleting()).gone, true)
})
