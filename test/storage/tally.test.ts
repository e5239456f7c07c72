import t from 'tap'
import { newTally } from '../../src/storage/shared/tally.ts'

t.test('sizes include snapshots and reservations until they are deleted or released', async (t) => {
  const tally = newTally()
  const row = { key: 'a', value: Buffer.alloc(3), revision: 1 }
  tally.begin([row], {
    all: () => [{ name: 's', note: '', revision: 1, size: 1 }],
    entries: () => [row],
  })
  const sizes = () => [tally.objects, tally.bytes, tally.snapshotBytes]
  t.same(sizes(), [1, 6, 3])
  const release = tally.reserve(10)
  t.same(sizes(), [1, 16, 13])
  release()
  tally.forget('s')
  t.same(sizes(), [1, 3, 0])
})
