import t from 'tap'
import { JsonNumber } from '../../../src/apimachinery/text/json.ts'
import { goSyntax, goText, goTypeName } from '../../../src/apimachinery/text/go-text.ts'

t.test('values are printed like Go’s fmt', async (t) => {
  for (const [value, text, syntax, type] of [
    ['a "b"', 'a "b"', '"a \\"b\\""', 'string'],
    [true, 'true', 'true', 'bool'],
    [7, '7', '7', 'int64'],
    [1.5, '1.5', '1.5', 'float64'],
    [0.00001, '1e-05', '1e-05', 'float64'],
    [1e21, '1e+21', '1e+21', 'float64'],
    [
      new JsonNumber('9223372036854775808'),
      '9.223372036854776e+18',
      '9.223372036854776e+18',
      'float64',
    ],
    [1_234_567, '1234567', '1234567', 'int64'],
    [1_234_567.5, '1.2345675e+06', '1.2345675e+06', 'float64'],
    [new JsonNumber('9223372036854775807'), '9223372036854775807', '9223372036854775807', 'int64'],
    [new JsonNumber('1e2'), '100', '100', 'float64'],
    [new JsonNumber('-0'), '0', '0', 'int64'],
    [null, '<nil>', 'interface {}(nil)', '<nil>'],
    [['a', 1, null], '[a 1 <nil>]', '[]interface {}{"a", 1, interface {}(nil)}', '[]interface {}'],
    [
      { b: [], a: { c: 'x' } },
      'map[a:map[c:x] b:[]]',
      'map[string]interface {}{"a":map[string]interface {}{"c":"x"}, "b":[]interface {}{}}',
      'map[string]interface {}',
    ],
  ] as const) {
    t.equal(goText(value), text)
    t.equal(goSyntax(value), syntax)
    t.equal(goTypeName(value), type)
  }
})
