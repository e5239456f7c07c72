import t from 'tap'
import { openMemoryStore } from '../../src/storage/memory.ts'
import { lineOf, type MakeStore, testStore, VALUES, valueOf } from './conformance.ts'
import { testAgainstModel } from './model.ts'

const makeStore: MakeStore = (_, options) => openMemoryStore({ values: VALUES, ...options })

testStore(t, 'memory', makeStore)

t.test('memory: random writes and reads agree with the model', (t) =>
  testAgainstModel(t, makeStore, { numRuns: 40 }),
)

t.test('the content of another store is there, including revisions and history', async (t) => {
  const first = openMemoryStore({ values: VALUES })
  const things = first.collection('/registry/things/')
  await first.create('/registry/things/a', valueOf('x'))
  await first.create('/registry/things/b', valueOf('y'))
  await first.update('/registry/things/a', 2, valueOf('z'))
  await first.delete('/registry/things/b', 3, valueOf('y'))
  first.settings.set('ca', Buffer.from('certificate'))
  const before = { list: things.list(), changes: things.changesAfter(0, 10).map(lineOf) }
  const coming = first.image()
  await first.close()

  const second = openMemoryStore({ values: VALUES, image: await coming })
  const again = second.collection('/registry/things/')
  t.same({ list: again.list(), changes: again.changesAfter(0, 10).map(lineOf) }, before)
  t.equal(String(second.settings.get('ca')), 'certificate')
  t.equal((await second.create('/registry/things/b', valueOf('w'))).revision, 6)
  await second.close()
})

t.test('an image is small, and data read from it does not keep it alive', async (t) => {
  const first = openMemoryStore({ values: VALUES })
  first.collection('/registry/things/')
  for (let i = 0; i < 100; i++)
    await first.create(`/registry/things/${i}`, valueOf('alike '.repeat(50)))
  first.settings.set('ca', Buffer.from('certificate'))
  first.snapshots.put('s', { note: '', revision: 1, entries: [{ key: 'k', value: valueOf('v') }] })
  const coming = first.image()
  await first.close()
  const image = await coming
  t.ok(image.length < 6_000, `${image.length} bytes of 30,000`)

  const second = openMemoryStore({ values: VALUES, image })
  const { rows } = second.collection('/registry/things/').list()
  t.equal(rows.length, 100)
  const { value } = second.snapshots.entries('s')[0]!
  for (const bytes of [rows[0]!.value, value]) t.equal(bytes.buffer.byteLength, bytes.length)
  await second.close()
})
