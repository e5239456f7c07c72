import t from 'tap'
import { atOnce, done, isLarge, type Steps, Portion, Turns } from '../../src/apimachinery/turns.ts'
import { times } from '../fixtures/times.ts'

function* counting(log: string[], name: string, parts: number): Steps<string> {
  for (let i = 1; i <= parts; i++) {
    log.push(`${name}${i}`)
    if (i < parts) yield
  }
  return name
}

t.test('atOnce() runs all parts of some work in order', async (t) => {
  const log: string[] = []
  t.equal(atOnce(counting(log, 'a', 3)), 'a')
  t.strictSame(log, ['a1', 'a2', 'a3'])
  t.equal(atOnce(done('b')), 'b')
})

t.test('work of several parts takes turns with other work', async (t) => {
  const turns = new Turns()
  const log: string[] = []
  const all = Promise.all([
    turns.run(counting(log, 'a', 3)),
    turns.run(counting(log, 'b', 2)),
    turns.run(counting(log, 'c', 1)),
  ])
  t.strictSame(log, ['a1', 'b1', 'c1'], 'the first part of each runs at once')
  t.strictSame(await all, ['a', 'b', 'c'])
  t.strictSame(log.slice(3), ['a2', 'b2', 'a3'])
})

t.test('turns rotate among users, and are in order for each user', async (t) => {
  const turns = new Turns()
  const order: string[] = []
  const ask = (name: string, i: number) =>
    turns.next({ user: { name } }).then(() => order.push(`${name}${i}`))
  const flood = times(100, (i) => ask('jane', i))
  await flood[2]
  await Promise.all([ask('bob', 0), ask('bob', 1), ask('ann', 0)])
  t.strictSame(order, ['jane0', 'jane1', 'jane2', 'jane3', 'bob0', 'ann0', 'jane4', 'bob1'])
  await Promise.all(flood)
  t.strictSame(
    order.filter((who) => who.startsWith('jane')),
    flood.map((_, i) => `jane${i}`),
  )
})

t.test('an error in one part rejects its work, and other work continues', async (t) => {
  const turns = new Turns()
  const failing = function* (): Steps<never> {
    yield
    throw new Error('in the second part')
  }
  const [failed, other] = await Promise.allSettled([
    turns.run(failing()),
    turns.run(counting([], 'a', 4)),
  ])
  t.match(failed, { status: 'rejected', reason: { message: 'in the second part' } })
  t.match(other, { status: 'fulfilled', value: 'a' })
})

t.test('a portion is full once it has 128 KiB; the next one starts empty', async (t) => {
  const portion = new Portion()
  const full = times(12, () => portion.add(50 * 1024))
  const at = full.flatMap((is, i) => (is ? [i] : []))
  t.strictSame(at, [2, 5, 8, 11])
  t.ok(portion.add(10_000_000), 'one large piece fills it')
})

t.test('a request of 4 KiB is not large, and one of 100 kB is', async (t) => {
  t.notOk(isLarge(Buffer.alloc(4096)))
  t.ok(isLarge(Buffer.alloc(100_000)))
})

t.test('abandoned work is not continued', async (t) => {
  const turns = new Turns()
  const log: string[] = []
  const gone = new AbortController()
  const run = turns.run(counting(log, 'a', 5), { user: { name: 'jane' }, signal: gone.signal })
  const other = turns.run(counting([], 'b', 5))
  gone.abort()
  await t.rejects(run, { name: 'AbortError' })
  t.strictSame(log, ['a1'])
  t.equal(await other, 'b')
})
