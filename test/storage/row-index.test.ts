import assert from 'node:assert/strict'
import t from 'tap'
import { RowIndex } from '../../src/storage/row-index.ts'
import { fc, forAll } from '../fixtures/property.ts'

t.test('an index of few or many rows has the newest row of each key, in order', async (t) => {
  const write = fc.record({ key: fc.nat(150).map((n) => `k${n}`), removes: fc.boolean() })
  const cases = fc.tuple(fc.nat(120), fc.array(write, { maxLength: 60 }))
  await forAll(t, cases, { numRuns: 200 }, ([length, writes]) => {
    const row = (key: string, revision: number) => ({ key, revision, value: Buffer.of() }) as const
    const rows = Array.from({ length }, (_, i) => row(`k${i}`, 1))
    rows.sort((a, b) => (a.key < b.key ? -1 : 1))
    const expected = new Map(rows.map((each) => [each.key, each]))
    const index = new RowIndex(rows)
    for (const [i, { key, removes }] of writes.entries()) {
      if (removes) {
        index.remove(key)
        expected.delete(key)
      } else {
        index.put(row(key, i + 2))
        expected.set(key, row(key, i + 2))
      }
      assert.deepEqual(index.get(key), expected.get(key))
      assert.equal(index.slice(0, 200).length, expected.size)
    }
    assert.equal(index.size, expected.size)
    const keys = [...expected.keys()].sort()
    const wanted = keys.map((key) => expected.get(key))
    assert.deepEqual(index.slice(0, keys.length), wanted)
    assert.deepEqual(
      keys.map((key) => index.get(key)),
      wanted,
    )
    const { first, last } = index.span({ from: 'k2', to: 'k4' })
    assert.deepEqual(
      keys.slice(first, last),
      keys.filter((key) => key >= 'k2' && key < 'k4'),
    )
  })
})
