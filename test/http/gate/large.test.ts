import t from 'tap'
import { Turns } from '../../../src/api/turns.ts'
import { LargeRequests } from '../../../src/http/gate/large.ts'

const patient = new AbortController().signal
/** Until all that can go on has gone on. */
const settled = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await new Promise(setImmediate)
}

void t.test('four at a time, then whoever came next', async (t) => {
  const large = new LargeRequests(new Turns())
  const begun: number[] = []
  const ends: (() => void)[] = []
  const all = Array.from({ length: 10 }, (_, i) =>
    large.run(() => {
      begun.push(i)
      return new Promise<number>((resolve) => ends.push(() => resolve(i)))
    }, patient),
  )
  await settled()
  t.strictSame(begun, [0, 1, 2, 3])
  ends[2]!()
  t.equal(await all[2], 2)
  await settled()
  t.strictSame(begun, [0, 1, 2, 3, 4])
  for (let next = 0; next < ends.length; next++) {
    ends[next]!()
    await settled()
  }
  t.strictSame(await Promise.all(all), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
})

void t.test('one that fails, or whose client has gone, makes room for the next', async (t) => {
  const large = new LargeRequests(new Turns())
  const gone = new AbortController()
  const all = Array.from({ length: 12 }, (_, i) =>
    large.run(
      () => {
        if (i % 3 === 0) throw new Error('no')
        return i
      },
      i % 3 === 1 ? gone.signal : patient,
    ),
  )
  gone.abort()
  const outcomes = await Promise.allSettled(all)
  t.strictSame(
    outcomes.map((outcome) =>
      outcome.status === 'fulfilled' ? outcome.value : outcome.reason.name,
    ),
    [0, 1, 2, 3].flatMap((i) => ['Error', 'AbortError', 3 * i + 2]),
  )
  t.equal(await large.run(() => 'after', patient), 'after')
})
