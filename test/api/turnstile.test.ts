import t from 'tap'
import { Turnstile } from '../../src/api/turnstile.ts'

t.test('so many work at once, the others in their order, whatever becomes of them', async (t) => {
  const lane = new Turnstile(2)
  const begun: number[] = []
  const ends: ((fail?: Error) => void)[] = []
  const all = Array.from({ length: 5 }, (_, i) =>
    lane.through(
      () =>
        new Promise<number>((resolve, reject) => {
          begun.push(i)
          ends[i] = (fail) => (fail === undefined ? resolve(i) : reject(fail))
        }),
    ),
  )
  t.same(begun, [0, 1])
  const failed = t.rejects(all[1]!, { message: 'broken' })
  ends[1]!(new Error('broken'))
  await failed
  t.same(begun, [0, 1, 2])
  ends[0]!()
  t.equal(await all[0], 0)
  t.same(begun, [0, 1, 2, 3])
  ends[2]!()
  ends[3]!()
  await Promise.all([all[2], all[3]])
  ends[4]!()
  t.equal(await all[4], 4)
  t.equal(await lane.through(() => Promise.resolve(5)), 5, 'the places are free again')
})
