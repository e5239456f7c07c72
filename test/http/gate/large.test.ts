import t from 'tap'
import { Turns } from '../../../src/api/turns.ts'
import { LargeRequests } from '../../../src/http/gate/large.ts'

const { signal } = new AbortController()
const by = (name: string, signal: AbortSignal) => ({ user: { name }, signal })
const patient = by('jane', signal)

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
      i % 3 === 1 ? by('jane', gone.signal) : patient,
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

/** A task that ends when it is told to, and says when it has begun. */
const held = () => {
  let end = (): void => undefined
  const state = { begun: false, end: () => end() }
  const task = (): Promise<void> => {
    state.begun = true
    return new Promise((resolve) => (end = resolve))
  }
  return { ...state, task, isBegun: () => state.begun, end: () => end() }
}

void t.test('whoever has many waits for nobody but itself', async (t) => {
  const large = new LargeRequests(new Turns())
  const flood = Array.from({ length: 200 }, () => held())
  const all = flood.map(({ task }) => large.run(task, patient))
  await settled()
  t.equal(flood.filter(({ isBegun }) => isBegun()).length, 4)
  const others = ['ann', 'bob', 'cid', 'dan'].map((name) => ({ name, ...held() }))
  const served = others.map(({ name, task }) => large.run(task, by(name, signal)))
  await settled()
  t.ok(
    others.every(({ isBegun }) => isBegun()),
    'whoever has none at work is served at once',
  )
  const fifth = held()
  const last = large.run(fifth.task, by('eve', signal))
  await settled()
  t.notOk(fifth.isBegun(), 'but there is an end to that')
  flood[0]!.end()
  await settled()
  t.ok(fifth.isBegun(), 'and then it comes before those who have some')
  t.equal(flood.filter(({ isBegun }) => isBegun()).length, 4)
  for (const { end } of [...others, fifth]) end()
  await Promise.all([...served, last])
  for (const { end } of flood) {
    end()
    await settled()
  }
  await Promise.all(all)
})

void t.test('who only waits holds no place meanwhile', async (t) => {
  const large = new LargeRequests(new Turns())
  const waits = Array.from({ length: 16 }, () => held())
  let goneOn = 0
  const all = waits.map(({ task }) =>
    large.run(async (pause) => {
      await pause(task)
      goneOn++
    }, patient),
  )
  await settled()
  t.ok(
    waits.every(({ isBegun }) => isBegun()),
    'all of them',
  )
  t.equal(await large.run(() => 'meanwhile', patient), 'meanwhile')
  const work = Array.from({ length: 4 }, () => held())
  const working = work.map(({ task }) => large.run(task, patient))
  await settled()
  for (const { end } of waits) end()
  await settled()
  t.equal(goneOn, 0, 'to go on they need a place again')
  for (const { end } of work) end()
  await Promise.all([...working, ...all])
  t.equal(goneOn, 16)
  const failing = large.run((pause) => pause(() => Promise.reject(new Error('no'))), patient)
  await t.rejects(failing, { message: 'no' })
  t.equal(await large.run(() => 'after', patient), 'after')
})
