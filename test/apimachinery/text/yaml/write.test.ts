import t from 'tap'
import { JsonNumber, parseJson } from '../../../../src/apimachinery/text/json.ts'
import { jsonToYaml } from '../../../../src/apimachinery/text/yaml/write.ts'

const yaml = (json: string) => jsonToYaml(parseJson(json).value)

t.test('objects are written in block style, with keys in natural order', async (t) => {
  t.equal(
    yaml(
      '{"metadata":{"name":"jane","labels":{}},"kind":"Gadget","items":[],"list":["a",{"b":1,"a":null},["c"],[]],"a10":1,"a2":2,"Z":true}',
    ),
    [
      'Z: true',
      'a2: 2',
      'a10: 1',
      'items: []',
      'kind: Gadget',
      'list:',
      '- a',
      '- a: null',
      '  b: 1',
      '- - c',
      '- []',
      'metadata:',
      '  labels: {}',
      '  name: jane',
      '',
    ].join('\n'),
  )
  t.equal(yaml('{}'), '{}\n')
  t.equal(yaml('"x"'), 'x\n')
})

t.test('strings are quoted if YAML would read them as something else', async (t) => {
  for (const [quote, ...texts] of [
    [
      '',
      'client auth',
      'kubernetes.io/x',
      'a:b',
      'a#b',
      '-x',
      'x-',
      '<<',
      '=',
      '1.2.3',
      '2024-13-01',
      '1:2x',
    ],
    [
      '"',
      '',
      'true',
      'No',
      'y',
      '~',
      'null',
      '1',
      '-5',
      '0x1f',
      '1e3',
      '.5',
      '1_000',
      '.inf',
      '12:30:45',
      '2024-01-02T03:04:05Z',
      '2024-1-2',
    ],
    [
      "'",
      ' a',
      'a ',
      'a: b',
      'a:',
      '- a',
      '-',
      '?',
      'a #b',
      '#a',
      '*a',
      '&a',
      '!a',
      '@a',
      '%a',
      '{a',
      '[a',
      '---',
      '"a"',
      '>',
    ],
  ] as const)
    for (const text of texts) t.equal(jsonToYaml({ a: text }), `a: ${quote}${text}${quote}\n`, text)
  t.equal(jsonToYaml({ a: "'it's" }), "a: '''it''s'\n")
  t.equal(
    jsonToYaml({ a: '\t\r\0\u0007\u007f\u{1f600}"\\' }),
    'a: "\\t\\r\\0\\a\\x7F\\U0001F600\\"\\\\"\n',
  )
  t.equal(jsonToYaml({ a: 'é ü' }), 'a: é ü\n')
  t.equal(jsonToYaml({ yes: 1, '1': 2 }), '"1": 2\n"yes": 1\n')
})

t.test('multi-line texts are written as block scalars', async (t) => {
  t.equal(jsonToYaml({ a: 'x\ny\n', b: 1 }), 'a: |\n  x\n  y\nb: 1\n')
  t.equal(jsonToYaml({ a: { b: 'x\n\ny' } }), 'a:\n  b: |-\n    x\n\n    y\n')
  t.equal(jsonToYaml([' x\ny\n\n']), '- |2+\n   x\n  y\n\n')
  t.equal(jsonToYaml({ a: 'x \ny' }), 'a: "x \\ny"\n', 'unless a line ends in a space')
})

t.test('long lines are folded at single spaces', async (t) => {
  const long = 'word '.repeat(20)
  t.equal(
    jsonToYaml({ message: `${long}end` }),
    'message: word word word word word word word word word word word word word word word\n' +
      '  word word word word word end\n',
  )
  t.equal(
    jsonToYaml({ m: { message: `a: ${long}end` } }),
    "m:\n  message: 'a: word word word word word word word word word word word word word word\n" +
      "    word word word word word word end'\n",
  )
  t.equal(jsonToYaml({ a: 'x'.repeat(200) }), `a: ${'x'.repeat(200)}\n`)
  t.equal(jsonToYaml([`${'x'.repeat(90)}  y`]), `- ${'x'.repeat(90)}  y\n`)
})

t.test('long and multi-line keys get a question mark', async (t) => {
  const long = 'k'.repeat(129)
  t.equal(jsonToYaml({ [long]: { a: 1, b: [2] } }), `? ${long}\n: a: 1\n  b:\n  - 2\n`)
  t.equal(jsonToYaml({ 'a\nb': 1 }), '? |-\n  a\n  b\n: 1\n')
})

t.test("numbers are written like Go's", async (t) => {
  for (const [value, text] of [
    [0, '0'],
    [-5, '-5'],
    [123456789012, '123456789012'],
    [1.5, '1.5'],
    [1234567.5, '1.2345675e+06'],
    [0.00001, '1e-05'],
    [1e21, '1e+21'],
    [new JsonNumber('9223372036854775807'), '9223372036854775807'],
    [new JsonNumber('1.0'), '1'],
  ] as const)
    t.equal(jsonToYaml({ a: value }), `a: ${text}\n`)
})
