import t from 'tap'
import { JsonNumber } from '../../../src/apimachinery/text/json.ts'
import { goSyntax, goText, goTypeName, jsonKind } from '../../../src/apimachinery/text/go-text.ts'

t.test('values are printed like Go’s fmt', async (t) => {
  for (const [value, text, syntax, type, kind] of [
    ['a "b"', 'a "b"', '"a \\"b\\""', 'string', 'string'],
    [true, 'true', 'true', 'bool', 'bool'],
    [7, '7', '7', 'int64', 'number'],
    [1.5, '1.5', '1.5', 'float64', 'number'],
    [0.00001, '1e-05', '1e-05', 'float64', 'number'],
    [1e21, '1e+21', '1e+21', 'int64', 'number'],
    [1_234_567, '1234567', '1234567', 'int64', 'number'],
    [1_234_567.5, '1.2345675e+06', '1.2345675e+06', 'float64', 'number'],
    [
      new JsonNumber('9223372036854775807'),
      '9223372036854775807',
      '9223372036854775807',
      'int64',
      'number',
    ],
    [new JsonNumber('1e2'), '100', '100', 'float64', 'number'],
    [new JsonNumber('-0'), '0', '0', 'int64', 'number'],
    [null, '<nil>', 'interface {}(nil)', '<nil>', 'object'],
    [
      ['a', 1, null],
      '[a 1 <nil>]',
      '[]interface {}{"a", 1, interface {}(nil)}',
      '[]interface {}',
      'array',
    ],
    [
      { b: [], a: { c: 'x' } },
      'map[a:map[c:x] b:[]]',
      'map[string]interface {}{"a":map[string]interface {}{"c":"x"}, "b":[]interface {}{}}',
      'map[string]interface {}',
      'object',
    ],
  ] as const) {
    t.equal(goText(value), text)
    t.equal(goSyntax(value), syntax)
    t.equal(goTypeName(value), type)
    t.equal(jsonKind(value), kind)
  }
})
