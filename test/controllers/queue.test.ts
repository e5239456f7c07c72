import t from 'tap'
import { setImmediate } from 'node:timers/promises'
import { WorkQueue } from '../../src/controllers/queue.ts'
import { clusterClock } from '../../src/testing/clock/cluster-clock.ts'
import { ManualClock } from '../fixtures/clock.ts'

/** A queue in which a key is processed until the test calls `end`. */
const handled = ({ workers = 2 } = {}) => {
  const clock = new ManualClock(0)
  const started: string[] = []
  const errors: unknown[] = []
  const open = new Map<string, { resolve: () => void; reject: (error: Error) => void }>()
  const queue = new WorkQueue(
    { clock, workers, backOff: { baseMs: 200, maxMs: 1000 } },
    {
      process: (key) => {
        started.push(key)
        return new Promise((resolve, reject) => open.set(key, { resolve, reject }))
      },
      onError: (_key, error) => errors.push(error),
    },
  )
  const end = async (key: string, error?: Error) => {
    const work = open.get(key)!
    open.delete(key)
    if (error === undefined) work.resolve()
    else work.reject(error)
    await setImmediate()
  }
  return { clock, queue, started, errors, end }
}

t.test('each worker processes one key at a time, in order', async (t) => {
  const { queue, started, end } = handled()
  for (const key of ['a', 'b', 'c', 'd', 'c']) queue.add(key)
  t.same(started, ['a', 'b'])
  t.equal(queue.length, 4)
  await end('b')
  t.same(started, ['a', 'b', 'c'])
  await end('a')
  await end('c')
  await end('d')
  t.same(started, ['a', 'b', 'c', 'd'])
  t.equal(queue.length, 0)
})

t.test('a key that changes while it is processed is processed again', async (t) => {
  const { queue, started, end } = handled()
  queue.add('a')
  queue.add('a')
  queue.add('a')
  t.same(started, ['a'], 'never twice at the same time')
  await end('a')
  t.same(started, ['a', 'a'])
  await end('a')
  t.same(started, ['a', 'a'])
})

t.test('a failing key waits twice as long each time, up to a maximum', async (t) => {
  const { clock, queue, started, errors, end } = handled()
  const waits: (number | undefined)[] = []
  queue.add('a')
  for (let i = 1; i <= 5; i++) {
    await end('a', new Error(`failure ${i}`))
    waits.push(...clock.waiting)
    clock.advance(clock.waiting[0]! - 1)
    t.equal(started.length, i, 'not a millisecond early')
    clock.advance(1)
  }
  t.same(waits, [200, 400, 800, 1000, 1000])
  t.equal(errors.length, 5)
  await end('a')
  queue.add('a')
  await end('a', new Error('a new failure'))
  t.same(clock.waiting, [200], 'success resets the back-off')
})

t.test(
  'a key in back-off that is added is processed at once; success cancels the back-off',
  async (t) => {
    const { clock, queue, started, end } = handled()
    queue.add('a')
    await end('a', new Error('failure'))
    queue.add('a')
    t.equal(started.length, 2)
    await end('a')
    t.same(clock.waiting, [])
  },
)

t.test('stop waits for current work, and leaves nothing behind', async (t) => {
  const { clock, queue, started, end } = handled()
  for (const key of ['a', 'b', 'c']) queue.add(key)
  await end('a', new Error('failure'))
  queue.add('b')
  let stopped = 0
  const stops = [queue.stop(), queue.stop()].map((stop) => stop.then(() => stopped++))
  t.same(clock.waiting, [], 'no timer')
  await end('b', new Error('failure'))
  t.equal(stopped, 0)
  queue.add('d')
  await end('c')
  await Promise.all(stops)
  t.equal(stopped, 2)
  t.same(started, ['a', 'b', 'c'])
  t.same(clock.waiting, [])
})

/** A queue whose worker always fails, with a movable clock. */
const failing = () => {
  const real = new ManualClock(0)
  const clock = clusterClock(real, real)
  let tries = 0
  const queue = new WorkQueue(
    { clock, workers: 1, backOff: { baseMs: 200, maxMs: 1000 } },
    {
      process: () => {
        tries++
        return Promise.reject(new Error('no'))
      },
      onError: () => undefined,
    },
  )
  clock.waitsFor(() => queue.length > 0)
  return { real, clock, queue, tries: () => tries }
}

t.test(
  'a key that failed more than ten times is retried in real time, not when the clock is moved',
  async (t) => {
    const { real, clock, queue, tries } = failing()
    queue.add('a')
    await clock.advance(365 * 24 * 3_600_000)
    t.equal(tries(), 11)
    real.advance(1000)
    t.equal(tries(), 12)
    await queue.stop()
  },
)

t.test('with a stopped clock, failures are retried', async (t) => {
  const { real, clock, queue, tries } = failing()
  await clock.set(undefined, false)
  queue.add('a')
  await setImmediate()
  t.equal(tries(), 1)
  real.advance(200)
  t.equal(tries(), 2)
  await queue.stop()
})
