import t from 'tap'
import { DecodedRows } from '../../../src/apiserver/registry/decoded-rows.ts'
import { ObjectCache } from '../../../src/apiserver/registry/object-cache.ts'
import { UndecodableError } from '../../../src/apiserver/registry/object-cache.ts'
import type { Row } from '../../../src/storage/store.ts'
import { gadgetSchema } from '../../fixtures/gadget.ts'
import { stopwatch } from '../../fixtures/processor-time.ts'

const row = (bytes: number): Row => ({
  key: 'k',
  value: Buffer.from(`{}${' '.repeat(Math.max(0, bytes - 2))}`),
  revision: 1,
})

t.test('decoded rows are cached while there is room; then new rows evict older ones', async (t) => {
  const decoded = new DecodedRows(100)
  const [a, b, c, d] = [row(40), row(50), row(60), row(200)]
  for (let i = 0; i < 5; i++) decoded.put(a, 'a')
  decoded.put(b, 'b')
  t.same([decoded.get(a), decoded.get(b)], ['a', 'b'], 'a repeated insert counts once')
  decoded.put(c, 'c')
  t.same([decoded.get(a), decoded.get(b), decoded.get(c)], [undefined, undefined, 'c'])
  decoded.put(d, 'd')
  t.notOk(decoded.get(d), 'rows larger than the cache are not kept')
  decoded.drop(c)
  decoded.put(a, 'a')
  decoded.put(b, 'b')
  t.ok(decoded.get(a), 'dropped rows do not count')
})

t.test('a row with many values counts by its memory, not by its bytes', async (t) => {
  const decoded = new DecodedRows(40_000)
  const crowd = { ...row(0), value: Buffer.from(`[${'{},'.repeat(999)}{}]`) }
  const longs = Array.from({ length: 10 }, () => row(3000))
  for (const long of longs) decoded.put(long, 'long')
  t.ok(longs.every((long) => decoded.get(long)))
  decoded.put(crowd, 'crowd')
  t.notOk(decoded.get(longs[0]!), '3 KB with a thousand values take the room of several rows')
})

t.test('inserts that evict take less than 2.5 times as long as inserts that do not', async (t) => {
  const SIZE = 8000
  const cost = (kept: number) => {
    const decoded = new DecodedRows(kept * 10)
    const like = row(10)
    const fill = () => {
      for (let i = 0; i < SIZE; i++) decoded.put({ ...like }, 0)
    }
    fill()
    const read = stopwatch()
    for (let times = 0; times < 4; times++) fill()
    return read()
  }
  // the garbage collector may run at any time, so the minima of several runs are compared
  let [room, full] = [Infinity, Infinity]
  for (let times = 0; times < 9; times++) {
    room = Math.min(room, cost(Infinity))
    full = Math.min(full, cost(SIZE))
  }
  // a full cache was five times slower when each eviction skipped thousands of dead entries
  t.ok(full < 2.5 * room, `${full.toFixed(1)} ms, with room ${room.toFixed(1)} ms`)
})

/** A cache; `isCurrent` tells whether a row is the newest of its key. */
const cacheOf = (isCurrent: (row: Row) => boolean) => {
  const decoded = new DecodedRows()
  let asked: Row | undefined
  const find = () => (asked !== undefined && isCurrent(asked) ? asked : undefined)
  const cache = new ObjectCache(gadgetSchema, { get: find, latest: find }, decoded)
  const get = (each: Row) => {
    asked = each
    return cache.get(each)
  }
  return { cache, decoded, get }
}

t.test('superseded rows are evicted after a hundred later ones, even with room left', async (t) => {
  const current = row(10)
  const { decoded, get } = cacheOf((each) => each === current)
  const first = get(current)
  const deletes = Array.from({ length: 101 }, () => row(10))
  for (const each of deletes) get(each)
  t.equal(get(current), first)
  t.ok(decoded.get(deletes[100]!), 'the newest is still there')
  t.notOk(decoded.get(deletes[0]!), 'the oldest is not')
})

t.test('a forgotten row is no longer cached', async (t) => {
  const { cache, decoded, get } = cacheOf(() => true)
  const a = row(10)
  get(a)
  cache.forget(a)
  t.notOk(decoded.get(a))
})

t.test('an undecodable row throws an UndecodableError', async (t) => {
  const { get } = cacheOf(() => true)
  t.throws(() => get({ ...row(0), value: Buffer.from('no') }), UndecodableError)
})
