import t from 'tap'
import { JsonNumber } from '../../../src/api/text/json.ts'
import { fieldValue, isGranular, sameValue } from '../../../src/api/managed-fields/typed-value.ts'
import { gadgetSpecSchema } from '../../fixtures/gadget.ts'

const specField = (name: string) => gadgetSpecSchema.byName.get(name)!

void t.test('an unset field has its zero value where Go emits one', async (t) => {
  t.equal(fieldValue(specField('mode'), undefined), '')
  t.equal(fieldValue(specField('key'), undefined), null)
  t.equal(fieldValue(specField('ready'), undefined), undefined)
  t.equal(fieldValue(specField('ready'), null), undefined)
})

void t.test('a value that Go leaves out is not there', async (t) => {
  t.equal(fieldValue(specField('ready'), false), undefined)
  t.equal(fieldValue(specField('ready'), true), true)
  t.equal(fieldValue(specField('tags'), []), undefined)
  t.equal(fieldValue(specField('selector'), {}), undefined)
  t.equal(fieldValue(specField('size'), 0), 0, 'behind a pointer zero is a value')
  t.same(
    fieldValue(specField('rules'), []),
    [],
    'always emitted, so an empty list differs from none',
  )
  t.same(fieldValue(specField('place'), {}), {}, 'a struct behind a pointer')
})

void t.test('values are compared as their Go types hold them', async (t) => {
  t.ok(sameValue(gadgetSpecSchema, {}, { mode: '', ready: false, tags: [], key: null }))
  t.notOk(sameValue(gadgetSpecSchema, {}, { rules: [] }))
  t.ok(
    sameValue(
      gadgetSpecSchema,
      { place: { room: 'a', shelf: 'b' } },
      { place: { shelf: 'b', room: 'a' } },
    ),
  )
  t.notOk(sameValue(gadgetSpecSchema, { tags: ['a', 'b'] }, { tags: ['b', 'a'] }))
  t.notOk(sameValue(gadgetSpecSchema, { selector: { a: '1' } }, { selector: { b: '1' } }))
  t.ok(sameValue(gadgetSpecSchema, { size: 2 }, { size: new JsonNumber('2.0') }))
  t.ok(
    sameValue(
      gadgetSpecSchema,
      { anything: { a: [1, { b: null }] } },
      { anything: { a: [1, { b: null }] } },
    ),
  )
  t.notOk(sameValue(gadgetSpecSchema, { anything: { a: [1] } }, { anything: { a: [2] } }))
  t.notOk(sameValue(gadgetSpecSchema, { anything: {} }, { anything: [] }))
})

void t.test('what is owned part by part', async (t) => {
  const granular = new Set(['tags', 'parts', 'ports', 'place'])
  for (const { name, schema } of gadgetSpecSchema.fields) {
    t.equal(isGranular(schema), granular.has(name), name)
  }
})
