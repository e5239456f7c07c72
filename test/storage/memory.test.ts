import t from 'tap'
import { memoryLog } from '../../src/storage/memory/log.ts'
import { openMemoryStore } from '../../src/storage/memory.ts'
import { stopwatch } from '../fixtures/processor-time.ts'
import { type MakeStore, testRestart, testStore, VALUES, valueOf } from './conformance.ts'
import { testAgainstModel } from './model.ts'

const makeStore: MakeStore = (_, options) => openMemoryStore({ values: VALUES, ...options })

testStore(t, 'memory', makeStore)

t.test('memory: random writes and reads agree with the model', (t) =>
  testAgainstModel(t, makeStore, { numRuns: 40 }),
)

t.test('an image keeps rows, history and settings', (t) =>
  testRestart(t, openMemoryStore({ values: VALUES }), async (store) => {
    await store.close()
    return openMemoryStore({ values: VALUES, image: await store.image() })
  }),
)

t.test('an image is small, and a store opened from it does not keep it in memory', async (t) => {
  const first = openMemoryStore({ values: VALUES })
  first.collection('/registry/things/')
  for (let i = 0; i < 100; i++)
    await first.create(`/registry/things/${i}`, valueOf('alike '.repeat(50)))
  first.settings.change({ ca: Buffer.from('certificate') })
  first.snapshots.put('s', { note: '', revision: 1, entries: [{ key: 'k', value: valueOf('v') }] })
  await first.close()
  const image = await first.image()
  t.ok(image.length < 6_000, `${image.length} bytes of 30,000`)

  const second = openMemoryStore({ values: VALUES, image })
  const { rows } = second.collection('/registry/things/').list()
  t.equal(rows.length, 100)
  const { value } = second.snapshots.entries('s')[0]!
  for (const bytes of [rows[0]!.value, value]) t.equal(bytes.buffer.byteLength, bytes.length)
  await second.close()
})

t.test('compacted changes do not slow reads', async (t) => {
  const log = memoryLog()
  const row = (revision: number) => ({ key: '/a', value: Buffer.of(), revision })
  for (let revision = 2; revision < 200_000; revision++) {
    log.append([{ type: 'put', revision, row: row(revision), previous: row(revision - 1) }])
    log.forget(revision - 1, revision)
  }
  const passed = stopwatch()
  for (let i = 0; i < 1000; i++) log.current({ from: '/', to: '0' })
  t.ok(passed() < 100, `${passed()} ms`)
})
