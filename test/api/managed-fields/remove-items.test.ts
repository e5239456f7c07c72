import t from 'tap'
import { fieldSetOf } from '../../../src/api/managed-fields/fieldset.ts'
import { removeItems } from '../../../src/api/managed-fields/remove-items.ts'
import { gadgetSchema, plain } from '../../fixtures/gadget.ts'

const without = (value: object, ...paths: string[][]) =>
  plain(removeItems(gadgetSchema, value, fieldSetOf(...paths)))

void t.test('fields, entries and items are taken out', async (t) => {
  const object = {
    metadata: { labels: { a: '1', b: '2' } },
    spec: { size: 1, mode: 'x', tags: ['a', 'b'], parts: [{ name: 'p', size: 1 }, { name: 'q' }] },
  }
  t.same(
    without(
      object,
      ['f:metadata', 'f:labels', 'f:a'],
      ['f:spec', 'f:size'],
      ['f:spec', 'f:tags', 'v:"b"'],
      ['f:spec', 'f:parts', 'k:{"name":"q"}'],
      ['f:spec', 'f:parts', 'k:{"name":"p"}', 'f:size'],
    ),
    {
      metadata: { labels: { b: '2' } },
      spec: { mode: 'x', tags: ['a'], parts: [{ name: 'p' }] },
    },
  )
})

void t.test('what is emptied becomes null', async (t) => {
  const object = { metadata: { name: 'g', labels: { a: '1' } }, spec: { mode: 'm', tags: ['a'] } }
  t.same(without(object, ['f:metadata', 'f:labels', 'f:a'], ['f:spec', 'f:tags', 'v:"a"']), {
    metadata: { name: 'g', labels: null },
    spec: { mode: 'm', tags: null },
  })
})

void t.test('who has a part of an atomic value has all of it', async (t) => {
  t.same(without({ spec: { mode: 'm', rules: ['a'] } }, ['f:spec', 'f:rules', 'i:0']), {
    spec: { mode: 'm', rules: null },
  })
})

void t.test('the value itself comes back when nothing goes', async (t) => {
  const object = { metadata: { labels: { a: '1' } }, spec: { tags: ['a'] } }
  const set = fieldSetOf(['f:metadata', 'f:labels', 'f:x'], ['f:spec', 'f:tags', 'v:"x"'])
  t.equal(removeItems(gadgetSchema, object, set), object)
})
