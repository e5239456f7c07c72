import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { type ClockState, clusterClock } from '../../../src/testing/clock/cluster-clock.ts'
import { ManualClock } from '../../fixtures/clock.ts'

const HOUR = 3_600_000
const YEAR = 365 * 24 * HOUR

const made = () => {
  const real = new ManualClock(0)
  const clock = clusterClock(real, real)
  const told: string[] = []
  const tell = (what: string) => (): void => void told.push(`${what} at ${clock.now()}`)
  return { real, clock, told, tell }
}

t.test('the clock follows its base until it is moved, and then runs ahead', async (t) => {
  const { real, clock, told, tell } = made()
  clock.after(5000, tell('five'))
  const off = clock.after(6000, tell('never'))
  off()
  real.advance(4000)
  t.equal(clock.now(), 4000)
  t.same(told, [])
  await clock.advance(500)
  t.equal(clock.now(), 4500)
  t.equal(clock.ahead, 500)
  real.advance(499)
  t.same(told, [])
  real.advance(1)
  t.same(told, ['five at 5000'], 'remaining waits are shortened')
  t.same(real.waiting, [])
})

t.test('due timers fire in order', async (t) => {
  const { clock, told, tell } = made()
  for (const ms of [3000, 1000, 2000, 1000, 9000]) clock.after(ms, tell(`${ms}`))
  clock.after(1500, () => {
    tell('first')()
    clock.after(700, tell('second'))
    clock.after(0, tell('at once'))
  })
  await clock.advance(5000)
  t.same(told, [
    '1000 at 1000',
    '1000 at 1000',
    'first at 1500',
    'at once at 1500',
    '2000 at 2000',
    'second at 2200',
    '3000 at 3000',
  ])
  t.equal(clock.now(), 5000)
  await clock.advance(4000)
  t.equal(told.at(-1), '9000 at 9000', 'a timer that is due exactly at the end also fires')
})

t.test('a timer can cancel the next one', async (t) => {
  const { clock, told, tell } = made()
  clock.after(1000, () => off())
  const off = clock.after(1000, tell('never'))
  await clock.advance(2000)
  t.same(told, [])
})

t.test('the work of each timer completes before the next timer fires', async (t) => {
  const { clock, told, tell } = made()
  let working = false
  clock.waitsFor(() => working)
  const work = async () => {
    working = true
    for (let i = 0; i < 20; i++) await setImmediate()
    tell('work')()
    working = false
  }
  clock.after(1000, () => void work())
  clock.after(1001, tell('next'))
  await clock.advance(5000)
  t.same(told, ['work at 1000', 'next at 1001'])
})

t.test('a move skips the runs of a periodic task before its `idleUntil`', async (t) => {
  const { real, clock } = made()
  const runs: number[] = []
  let end = 90 * 60_000 + 30_000
  const wait = () => {
    clock.after(
      60_000,
      () => {
        runs.push(clock.now() / 60_000)
        if (clock.now() >= end) end = Infinity
        wait()
      },
      () => end,
    )
  }
  wait()
  await clock.advance(YEAR + 20_000)
  t.same(runs, [91], 'the first run after `idleUntil` is at a regular time')
  real.advance(39_999)
  t.equal(runs.length, 1)
  real.advance(1)
  t.equal(runs.length, 2, 'after the move, the timer follows the base again')
})

t.test('a thousand timers in a year all fire, in order', async (t) => {
  const { clock } = made()
  let count = 0
  let last = 0
  for (let i = 0; i < 1000; i++) {
    clock.after((i * 7919 * 1000) % YEAR, () => {
      if (clock.now() >= last) count++
      last = clock.now()
    })
  }
  await clock.advance(YEAR)
  t.equal(count, 1000)
})

t.test('the time that a move takes is not lost', async (t) => {
  const { real, clock } = made()
  clock.after(1000, () => real.advance(30))
  await clock.advance(5000)
  t.equal(clock.ahead, 5000)
  t.equal(clock.now(), 5030)
  await clock.set(undefined, false)
  clock.after(1000, () => real.advance(30))
  await clock.advance(5000)
  t.equal(clock.now(), 10_030, 'a stopped clock keeps its time')
})

t.test('the clock stops, and continues', async (t) => {
  const { real, clock, told, tell } = made()
  real.advance(1000)
  await clock.set(undefined, false)
  clock.after(500, tell('half'))
  real.advance(10_000)
  t.equal(clock.now(), 1000)
  t.notOk(clock.running)
  t.same(told, [])
  await clock.advance(400)
  t.equal(clock.now(), 1400)
  await clock.set(undefined, true)
  t.ok(clock.running)
  real.advance(99)
  t.same(told, [])
  real.advance(1)
  t.same(told, ['half at 1500'])
})

t.test('the unstoppable clock runs while the clock is stopped, but moves with it', async (t) => {
  const { real, clock, told } = made()
  await clock.set(undefined, false)
  clock.unstoppable.after(1000, () => told.push('first'))
  real.advance(999)
  t.same(told, [])
  real.advance(1)
  t.same(told, ['first'])
  clock.unstoppable.after(1000, () => told.push('second'))
  clock.after(1500, () => told.push('third'))
  await clock.advance(2000)
  t.same(told, ['first', 'second', 'third'])
  t.equal(clock.unstoppable.now(), 3000)
})

t.test('after the clock is set back, timers wait at most their full delay', async (t) => {
  const { real, clock, told, tell } = made()
  await clock.advance(YEAR)
  clock.after(HOUR, tell('an hour later'))
  await clock.set(1000, undefined)
  t.equal(clock.now(), 1000)
  t.same(told, [])
  real.advance(HOUR)
  t.same(told, [`an hour later at ${HOUR + 1000}`], 'the timer waits for its full delay')
})

t.test('moves are sequential', async (t) => {
  const { clock, told, tell } = made()
  clock.after(1000, tell('one'))
  clock.after(3000, tell('three'))
  await Promise.all([clock.advance(2000), clock.set(undefined, false), clock.advance(2000)])
  t.same(told, ['one at 1000', 'three at 3000'])
  t.equal(clock.now(), 4000)
  t.notOk(clock.running)
})

t.test('another clock resumes from a stored state', async (t) => {
  const { real, clock } = made()
  const states: ClockState[] = []
  clock.onChange((state) => states.push(state))
  await clock.advance(HOUR)
  await clock.set(undefined, false)
  t.same(states, [{ ahead: HOUR }, { stands: HOUR }])
  t.same(clock.state, { stands: HOUR })
  const other = clusterClock(real, real)
  other.resume(states[1]!)
  t.equal(other.now(), HOUR)
  t.notOk(other.running)
  other.resume(states[0]!)
  real.advance(500)
  t.equal(other.now(), HOUR + 500)
})

t.test(
  'a stored change has the time at which it was made, however long storing takes',
  async (t) => {
    const { real, clock } = made()
    const states: ClockState[] = []
    clock.onChange((state) => {
      states.push(state)
      real.advance(700)
    })
    await clock.set(undefined, false)
    t.same(clock.state, { stands: 0 })
    await clock.advance(HOUR)
    t.same(clock.state, { stands: HOUR })
    await clock.set(undefined, true)
    t.equal(clock.now(), HOUR + 700, 'the clock has run since the change')
    await clock.advance(HOUR)
    t.equal(clock.now(), 2 * HOUR + 1400)
    const ahead = 2 * HOUR - 1400
    t.same(clock.state, { ahead })
    t.same(states, [{ stands: 0 }, { stands: HOUR }, { ahead: HOUR - 1400 }, { ahead }])
  },
)

t.test('a move that cannot be stored does not happen', async (t) => {
  const { real, clock } = made()
  clock.onChange(() => {
    throw new Error('the disk is full')
  })
  await t.rejects(clock.advance(HOUR), /the disk is full/)
  t.equal(clock.now(), 0)
  real.advance(5)
  t.equal(clock.now(), 5, 'the clock continues')
})

t.test('after `stop`, running and later moves reject', async (t) => {
  const { clock } = made()
  clock.waitsFor(() => true)
  const moving = clock.advance(HOUR)
  moving.catch(() => undefined)
  await setImmediate()
  await clock.stop()
  await t.rejects(moving, { code: 503 })
  await t.rejects(clock.advance(1), { code: 503 })
})
