import t from 'tap'
import { parseFieldSelector } from '../../src/apimachinery/field-selector.ts'

t.test('a selector matches the values of fields', async (t) => {
  const values = { 'metadata.name': 'a', 'spec.signerName': 'example.com/x=1,2\\3' }
  for (const [matches, ...texts] of [
    [
      true,
      '',
      ',,',
      'metadata.name=a',
      'metadata.name==a',
      'spec.signerName=example.com/x\\=1\\,2\\\\3',
      'metadata.namespace=',
      'constructor=',
    ],
    [false, 'metadata.name!=a', 'metadata.name=a,metadata.name=b', 'metadata.namespace!='],
  ] as const)
    for (const text of texts) t.equal(parseFieldSelector(text).matches(values), matches, text)
})

t.test('terms are sorted and unescaped', async (t) => {
  t.same(parseFieldSelector('b!=x\\,y,a==1,c=').requirements, [
    { field: 'a', operator: '=', value: '1' },
    { field: 'b', operator: '!=', value: 'x,y' },
    { field: 'c', operator: '=', value: '' },
  ])
  t.ok(parseFieldSelector('').empty)
  t.notOk(parseFieldSelector('a=').empty)
})

t.test('a term without field and value selects everything', async (t) => {
  for (const text of ['=', '==', '!=', '=,!=', ',=,', '==,,=']) {
    t.ok(parseFieldSelector(text).empty, text)
    t.ok(parseFieldSelector(text).matches({ 'metadata.name': 'a' }), text)
  }
  t.same(parseFieldSelector('!=,a=1,=').requirements, [{ field: 'a', operator: '=', value: '1' }])
  for (const text of ['=a', '!=a', '=\\=']) t.notOk(parseFieldSelector(text).empty, text)
})

t.test("unparsable selectors get the server's error texts", async (t) => {
  for (const [text, message] of [
    ['metadata.name', "invalid selector: 'metadata.name'; can't understand 'metadata.name'"],
    ['a=1,x', "invalid selector: 'a=1,x'; can't understand 'x'"],
    ['metadata.name=l\\-a', 'invalid field selector: invalid escape sequence: \\-'],
    ['metadata.name=a\\', 'invalid field selector: invalid escape sequence: \\'],
    ['metadata.name=a=b', 'invalid field selector: unescaped character in value: 61'],
    [
      `a=${'b'.repeat(65_535)}`,
      'invalid field selector: Too long: may not be more than 65536 bytes',
    ],
  ] as const) {
    t.throws(() => parseFieldSelector(text), { message }, text)
  }
})
