import t from 'tap'
import { merge } from '../../../src/apimachinery/managed-fields/merge.ts'
import { at, gadget, gadgetSchema, plain } from '../../fixtures/gadget.ts'

const mergedSpec = (live: object, config: object) =>
  plain(at(merge(gadgetSchema, { spec: live }, { spec: config }), 'spec'))

t.test('the configuration takes precedence, the rest stays', async (t) => {
  const live = gadget({ metadata: { labels: { a: '1', b: '1' } }, spec: { mode: 'x', size: 1 } })
  const config = gadget({ metadata: { labels: { b: '2', c: '2' } }, spec: { size: 2 } })
  t.same(
    plain(merge(gadgetSchema, live, config)),
    gadget({ metadata: { labels: { a: '1', b: '2', c: '2' } }, spec: { mode: 'x', size: 2 } }),
  )
})

t.test('null unsets a scalar or atomic list; a null set or empty struct is ignored', async (t) => {
  t.same(mergedSpec({ size: 1, rules: ['a'] }, { size: null, rules: null }), {
    size: null,
    rules: null,
  })
  t.same(mergedSpec({ tags: ['a'], place: { room: 'r' } }, { tags: null, place: {} }), {
    tags: ['a'],
    place: { room: 'r' },
  })
})

t.test('lists keep their order, except where the configuration orders them', async (t) => {
  const items = (text: string) => text.split(' ').filter((name) => name !== '')
  const parts = (text: string) => items(text).map((name) => ({ name }))
  for (const [live, config, merged] of [
    ['a b c', 'b', 'a b c'],
    ['a b c', 'd', 'a b c d'],
    ['a b', 'b a', 'b a'],
    ['a b c', 'c a', 'b c a'],
    ['a b', 'd b', 'a d b'],
    ['b a x', 'a b n', 'a x b n'],
    ['', 'b a', 'b a'],
    ['b a', '', 'b a'],
  ] as const) {
    for (const [field, list] of [
      ['tags', items],
      ['parts', parts],
    ] as const)
      t.same(
        mergedSpec({ [field]: list(live) }, { [field]: list(config) }),
        { [field]: list(merged) },
        `${field}: ${live} with ${config}`,
      )
  }
})

t.test('duplicate items are replaced by the applied one', async (t) => {
  t.same(
    mergedSpec(
      {
        parts: [
          { name: 'a', size: 1 },
          { name: 'a', size: 2 },
        ],
      },
      { parts: [{ name: 'a' }] },
    ),
    {
      parts: [{ name: 'a' }],
    },
  )
})

t.test('nothing is changed in place, and unchanged parts are shared', async (t) => {
  const live = gadget({
    metadata: { labels: { a: '1' } },
    spec: { parts: [{ name: 'a', size: 1 }], tags: ['x'], rules: ['r'] },
  })
  const before = structuredClone(live)
  t.equal(merge(gadgetSchema, live, structuredClone(live)), live)
  t.equal(
    merge(gadgetSchema, live, gadget({ status: {} })),
    live,
    'an empty status changes nothing, since Go encodes a missing status as {}',
  )
  const merged = merge(gadgetSchema, live, gadget({ spec: { parts: [{ name: 'b' }] } }))
  t.equal(at(merged, 'metadata'), live.metadata)
  t.equal(at(merged, 'spec', 'parts', 0), at(live, 'spec', 'parts', 0))
  t.same(live, before)
})
