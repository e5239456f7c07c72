import t from 'tap'
import {
  begins,
  ODD_BLOCKS,
  packedBlocks,
} from '../../../../src/apiserver/http/answer/packed-blocks.ts'
import type { Row } from '../../../../src/storage/store.ts'
import { times } from '../../../fixtures/times.ts'

const row = (i: number, revision = i + 1): Row => ({
  key: `/registry/x/object-${i}`,
  value: Buffer.from(`{"kind":"X","name":"object-${i}"}`),
  revision,
})

/** A cache of blocks that counts compressions. */
const counted = () => {
  let packed = 0
  const blockOf = packedBlocks((rows: readonly Row[]) =>
    Promise.resolve(rows.map(({ revision }) => revision).join(' ') + `, ${++packed}`),
  )
  return { blockOf, count: () => packed }
}

const ROWS = times(4000, row)
const FIRST = ROWS.filter(({ revision }) => begins(revision))
const ODD = ROWS.filter(({ revision }) => !begins(revision))

t.test('a block starts at about every 32nd object, in any order of writes', async (t) => {
  const ways = {
    'one after the other': (i: number) => 100 + i,
    'three times each': (i: number) => 3 * i + 3,
    'beside many others': (i: number) => 1_000_000_000 + 64 * i,
    'in another order': (i: number) => (i * 2_654_435_761) % 2 ** 32,
    'after a very long time': (i: number) => 2 ** 52 + i,
  }
  for (const [way, revisionOf] of Object.entries(ways)) {
    const starts = times(4000, (i) => i).filter((i) => begins(revisionOf(i)))
    const longest = Math.max(...starts.map((at, i) => at - (starts[i - 1] ?? 0)))
    t.ok(starts.length > 4000 / 48 && starts.length < 4000 / 20, `${way}: ${starts.length} starts`)
    t.ok(longest < 400, `${way}: ${longest} in a row at most`)
  }
})

t.test('unchanged blocks are compressed once', async (t) => {
  const { blockOf, count } = counted()
  const rows = ROWS.slice(0, 3)
  t.equal(await blockOf(rows, 0), '1 2 3, 1')
  t.equal(await blockOf([...rows], 0), '1 2 3, 1')
  t.equal(await blockOf(rows.with(1, row(1, 9000)), 0), '1 9000 3, 2')
  t.equal(await blockOf(rows.slice(0, 2), 0), '1 2, 3')
  t.equal(count(), 3)
})

t.test(
  'blocks that start where `begins` allows stay cached, and so do the newest other blocks',
  async (t) => {
    const { blockOf, count } = counted()
    for (const each of FIRST) await blockOf([each], 0)
    // the first row of a list or page starts a block too
    for (const each of ODD) await blockOf([each], 0)
    t.equal(count(), ROWS.length)
    for (const each of FIRST) await blockOf([each], 0)
    for (const each of ODD.slice(-ODD_BLOCKS)) await blockOf([each], 0)
    t.equal(count(), ROWS.length, 'these blocks are still cached')
    await blockOf([ODD.at(-ODD_BLOCKS - 1)!], 0)
    t.equal(count(), ROWS.length + 1, 'earlier blocks are not')
  },
)

t.test('blocks with the same first row share one cache entry', async (t) => {
  const { blockOf, count } = counted()
  const kept = ODD[0]!
  await blockOf([kept], 0)
  const other = ODD[1]!
  for (let i = 0; i < 2 * ODD_BLOCKS; i++) await blockOf([other, row(5000 + i)], 0)
  const packed = count()
  await blockOf([kept], 0)
  t.equal(count(), packed, 'the block with another first row is still cached')
})
