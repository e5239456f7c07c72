import t from 'tap'
import { DecodedRows } from '../../src/registry/decoded-rows.ts'
import { type CachedRows, ObjectCache } from '../../src/registry/object-cache.ts'
import type { Row } from '../../src/store/store.ts'
import { stopwatch } from '../fixtures/processor-time.ts'

const row = (bytes: number): Row => ({
  key: 'k',
  value: Buffer.alloc(bytes),
  revision: 1,
  createRevision: 1,
})

/** A cache whose rows are current by default. */
const cacheOf = <T>(
  decode: (row: Row) => T,
  maxBytes: number,
  rest: Partial<CachedRows<T>> = {},
): ObjectCache<T> =>
  new ObjectCache({ decode, isCurrent: () => true, ...rest }, new DecodedRows(maxBytes))

void t.test('a row is decoded once while there is room, and again after', async (t) => {
  let decoded = 0
  const cache = cacheOf(({ value: { length } }) => {
    decoded++
    return { length }
  }, 100)
  const [a, b, c] = [row(40), row(50), row(60)]
  const first = cache.get(a)
  t.equal(cache.get(a), first)
  cache.get(b)
  t.equal(cache.get(a), first)
  t.equal(decoded, 2)
  cache.get(c)
  t.equal(decoded, 3)
  t.not(cache.get(a), first, 'the oldest made room')
  t.equal(decoded, 4)
})

void t.test('what was just written needs no decoding, and counts once', async (t) => {
  const cache = cacheOf((): string => 'decoded', 100)
  const a = row(60)
  for (let i = 0; i < 5; i++) cache.put(a, 'x')
  const b = row(40)
  cache.put(b, 'y')
  t.same([cache.get(a), cache.get(b)], ['x', 'y'])
})

void t.test('what is larger than the cache is not kept, nor in the way of anything', async (t) => {
  const cache = cacheOf(() => ({}), 10)
  const big = row(11)
  t.not(cache.get(big), cache.get(big))
  const small = row(10)
  t.equal(cache.get(small), cache.get(small))
})

void t.test(
  'what was replaced is kept for a while, then goes whatever room there is',
  async (t) => {
    let decoded = 0
    const cache = cacheOf(() => ++decoded, 1_000_000)
    const rows = Array.from({ length: 101 }, () => row(10))
    for (const each of rows) cache.get(each)
    for (const each of rows.slice(0, 100)) cache.replaced(each)
    t.equal(cache.get(rows[0]!), 1)
    cache.replaced(rows[100]!)
    t.equal(cache.get(rows[1]!), 2, 'the second oldest is still there')
    t.equal(cache.get(rows[0]!), 102, 'the oldest is not')
  },
)

void t.test(
  'rows that are history when they are decoded go as those that were replaced',
  async (t) => {
    let decoded = 0
    const current = row(10)
    const cache = cacheOf(() => ++decoded, 1_000_000, { isCurrent: (each) => each === current })
    cache.get(current)
    const deletes = Array.from({ length: 101 }, () => row(10))
    for (const each of deletes) cache.get(each)
    t.equal(cache.get(deletes[100]!), 102, 'the newest is still there')
    t.equal(cache.get(deletes[0]!), 103, 'the oldest is not')
    t.equal(cache.get(current), 1)
  },
)

void t.test('a row that was never stored leaves nothing behind', async (t) => {
  let decoded = 0
  const cache = cacheOf<number>(() => ++decoded, 100)
  const [a, b] = [row(60), row(60)]
  cache.put(a, -1)
  cache.forget(a)
  cache.put(b, -2)
  t.equal(cache.get(b), -2, 'there is room for the next')
  t.equal(cache.get(a), 1, 'and it is decoded if anybody asks')
})

void t.test('the oldest go until an eighth is free, and no more', async (t) => {
  let decoded = 0
  const cache = cacheOf(() => ++decoded, 80)
  const [a, b, c, d] = [row(11), row(40), row(30), row(11)]
  for (const each of [a, b, c]) cache.get(each)
  t.same([cache.get(b), cache.get(c)], [2, 3], 'the other two leave an eighth free')
  cache.get(d)
  t.same([cache.get(c), cache.get(d)], [3, 4])
  t.equal(cache.get(b), 5, 'without this one there would not be as much')
})

void t.test('a full cache takes another row at no more cost than one with room', async (t) => {
  const SIZE = 8000
  const cost = (kept: number): number => {
    const cache = cacheOf(() => 0, kept * 10)
    const like = row(10)
    const fill = (): void => {
      for (let i = 0; i < SIZE; i++) cache.get({ ...like })
    }
    fill()
    const read = stopwatch()
    for (let times = 0; times < 4; times++) fill()
    return read()
  }
  // in turns, and the least of several: the collector works when it likes
  let [room, full] = [Infinity, Infinity]
  for (let times = 0; times < 9; times++) {
    room = Math.min(room, cost(Infinity))
    full = Math.min(full, cost(SIZE))
  }
  // where each made room for itself, it passed over thousands that had gone: five times as much
  t.ok(full < 2.5 * room, `${full.toFixed(1)} ms, with room ${room.toFixed(1)} ms`)
})

void t.test('what holds many values in few bytes counts as what it takes', async (t) => {
  const text = (json: string): Row => ({ ...row(0), value: Buffer.from(json) })
  const crowd = (): Row => text(`[${'{},'.repeat(999)}{}]`)
  const long = (): Row => text(JSON.stringify([',{['.repeat(1000)]))
  let decoded = 0
  const cache = cacheOf(() => ({ is: ++decoded }), 40_000)
  const longs = Array.from({ length: 10 }, long)
  longs.forEach((each) => cache.get(each))
  longs.forEach((each) => cache.get(each))
  t.equal(decoded, 10, 'ten texts of 3 KB find room in 40')
  const crowds = Array.from({ length: 3 }, crowd)
  crowds.forEach((each) => cache.get(each))
  const before = decoded
  cache.get(crowds[2]!)
  t.equal(decoded, before)
  cache.get(crowds[0]!)
  t.equal(decoded, before + 1, 'of three times 3 KB with a thousand values the first made room')
  crowds.forEach((each) => cache.forget(each))
  longs.forEach((each) => cache.forget(each))
  const again = Array.from({ length: 10 }, long)
  again.forEach((each) => cache.get(each))
  const last = decoded
  again.forEach((each) => cache.get(each))
  t.equal(decoded, last, 'what has gone counts no more')
})

void t.test('resources share the room that there is', async (t) => {
  const decoded = new DecodedRows(100)
  let count = 0
  const cacheOfSort = () =>
    new ObjectCache({ decode: () => ({ is: ++count }), isCurrent: () => true }, decoded)
  const [pods, secrets] = [cacheOfSort(), cacheOfSort()]
  const [pod, secret, other] = [row(40), row(40), row(40)]
  pods.get(pod)
  secrets.get(secret)
  t.equal(pods.get(pod), pods.get(pod))
  t.equal(count, 2)
  secrets.get(other)
  t.notOk(pods.has(pod), 'the oldest goes, whosever it is')
  t.ok(secrets.has(other))
})
