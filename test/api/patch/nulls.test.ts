import t from 'tap'
import { withoutNulls } from '../../../src/api/patch/nulls.ts'

void t.test('null fields go at any depth, null items stay', async (t) => {
  t.same(withoutNulls({ a: null, b: { c: null, d: [null, { e: null }] } }), {
    b: { d: [null, {}] },
  })
})

void t.test('a value without nulls is returned itself', async (t) => {
  const value = { a: [1, { b: 'c' }] }
  t.equal(withoutNulls(value), value)
  const shared = { keep: value, drop: null }
  t.same(withoutNulls(shared), { keep: value })
  t.equal(Object(withoutNulls(shared)).keep, value)
})
