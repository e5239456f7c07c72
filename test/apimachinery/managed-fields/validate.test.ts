import t from 'tap'
import { JsonNumber } from '../../../src/apimachinery/text/json.ts'
import { validationError } from '../../../src/apimachinery/managed-fields/validate.ts'
import { gadget, gadgetSchema } from '../../fixtures/gadget.ts'

t.test('a valid configuration has no error', async (t) => {
  const config = gadget({
    metadata: { labels: { a: '1' } },
    spec: {
      size: new JsonNumber('1.0'),
      ready: true,
      limit: '10%',
      anything: { a: [] },
      tags: ['a'],
      parts: [{ name: 'a' }, {}],
      rules: ['a', 'a'],
      place: null,
      mode: null,
    },
  })
  t.equal(validationError(gadgetSchema, config), undefined)
})

t.test("errors have the real server's texts", async (t) => {
  for (const [spec, error] of [
    [{ foo: 1 }, '.spec.foo: field not declared in schema'],
    ['x', '.spec: expected map, got &{x}'],
    [[{ b: 1, a: 'z' }], '.spec: expected map, got &{[map[a:z b:1]]}'],
    [{ tags: 'x' }, '.spec.tags: expected list, got &{x}'],
    [{ tags: { a: null } }, '.spec.tags: expected list, got &{map[a:<nil>]}'],
    [
      { tags: new JsonNumber('9007199254740993') },
      '.spec.tags: expected list, got &{9007199254740993}',
    ],
    [{ size: '1' }, '.spec.size: expected numeric (int or float), got string'],
    [{ size: [] }, '.spec.size: expected numeric (int or float), got []interface {}'],
    [{ ready: 'yes' }, '.spec.ready: expected boolean, got &{yes}'],
    [{ limit: [] }, '.spec.limit: expected any scalar, got &{[]}'],
    [{ rules: ['a', 1] }, '.spec.rules[1]: expected string, got &value.valueUnstructured{Value:1}'],
    [{ tags: ['a', 'a'] }, '.spec.tags: duplicate entries for key [="a"]'],
    [
      { parts: [{ name: 'a' }, { name: 'a' }] },
      '.spec.parts: duplicate entries for key [name="a"]',
    ],
    [
      { parts: [null] },
      '.spec.parts: element 0: associative list with keys may not have a null element',
    ],
    [
      { tags: [null] },
      ".spec.tags: element 0: associative list without keys has an element that's an explicit null",
    ],
    [
      { tags: [{}] },
      ".spec.tags: element 0: associative list without keys has an element that's a map type",
    ],
    [
      { tags: [[]] },
      '.spec.tags: element 0: not supported: associative list with lists as elements',
    ],
    [
      { parts: ['a'] },
      '.spec.parts: element 0: associative list with keys may not have non-map elements',
    ],
    [
      { ports: [{ protocol: 'TCP' }] },
      `.spec.ports: element 0: associative list with keys has an element that omits key field "number" (and doesn't have default value)`,
    ],
    [
      { parts: [{ name: 'a', size: 'b', nope: 1 }] },
      'errors:\n  .spec.parts[name="a"].size: expected numeric (int or float), got string\n' +
        '  .spec.parts[name="a"].nope: field not declared in schema',
    ],
  ] as const)
    t.equal(validationError(gadgetSchema, { spec }), error)
})

t.test('an error prints a value as Go does', async (t) => {
  for (const [mode, shown] of [
    [1, '1'],
    [1_234_567, '1234567'],
    [new JsonNumber('1e6'), '1000000'],
    [new JsonNumber('1e21'), '1e+21'],
    [2_147_483_648, '2147483648'],
    [-2_147_483_648, '-2147483648'],
    [2_147_483_648.5, '2.1474836485e+09'],
    [[new JsonNumber('99999999999999999999')], '[]interface {}{1e+20}'],
    [true, 'true'],
    [['a', 1], '[]interface {}{"a", 1}'],
    [{ a: 'b' }, 'map[string]interface {}{"a":"b"}'],
  ] as const)
    t.equal(
      validationError(gadgetSchema, { spec: { mode } }),
      `.spec.mode: expected string, got &value.valueUnstructured{Value:${shown}}`,
    )
})

t.test('each object is checked only up to its first unknown field', async (t) => {
  t.equal(
    validationError(gadgetSchema, { spec: { foo: 1, size: 'x' }, bar: 1 }),
    'errors:\n  .spec.foo: field not declared in schema\n  .bar: field not declared in schema',
  )
})

t.test('a document that is not an object gets an error without a path', async (t) => {
  t.equal(validationError(gadgetSchema, []), 'expected map, got &{[]}')
})

t.test("names of JavaScript's built-in properties are undeclared fields", async (t) => {
  t.equal(
    validationError(gadgetSchema, JSON.parse('{"__proto__":1}')),
    '.__proto__: field not declared in schema',
  )
  t.equal(
    validationError(gadgetSchema, { spec: { constructor: 1 } }),
    '.spec.constructor: field not declared in schema',
  )
})
