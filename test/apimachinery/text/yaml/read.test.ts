import assert from 'node:assert/strict'
import t from 'tap'
import { sortedKeys } from '../../../../src/apimachinery/text/byte-order.ts'
import { exactJson } from '../../../../src/apimachinery/text/json-exact.ts'
import { stringifyJson } from '../../../../src/apimachinery/text/json.ts'
import { ManyValues } from '../../../../src/apimachinery/text/many-values.ts'
import { jsonToYaml, parseYaml, YamlError } from '../../../../src/apimachinery/text/yaml/read.ts'
import { forAll } from '../../../fixtures/property.ts'
import { anyObject } from '../../any-object.ts'
import { gadget } from '../../sample-schemas.ts'
import { stopwatch } from '../../../fixtures/processor-time.ts'
import { times } from '../../../fixtures/times.ts'

const json = (yaml: string) => stringifyJson(parseYaml(yaml).value)

t.test('a document becomes JSON with sorted keys', async (t) => {
  t.equal(
    json(
      'kind: Gadget\nmetadata:\n  name: jane # me\n  labels: {b: "1", a: x}\nlist:\n- a\n- - b\n  - c\n',
    ),
    '{"kind":"Gadget","list":["a",["b","c"]],"metadata":{"labels":{"a":"x","b":"1"},"name":"jane"}}',
  )
  t.equal(json('{"a": [1, {"b": null}]}'), '{"a":[1,{"b":null}]}')
  t.equal(json('a: |\n  x\n\n  y\nb: >-\n  x\n  y\n'), '{"a":"x\\n\\ny\\n","b":"x y"}')
  for (const nothing of ['', '# c\n', '---\n', '~']) t.equal(json(nothing), 'null', nothing)
})

t.test('only the first document counts', async (t) => {
  t.equal(json('a: 1\n---\nb: 2\n'), '{"a":1}')
  t.equal(json('a: 1\n---\n[[[\n'), '{"a":1}')
})

t.test("scalars have go-yaml's types", async (t) => {
  for (const [yaml, expected] of [
    ['yes', 'true'],
    ['Off', 'false'],
    ['y', 'true'],
    ['nUll', '"nUll"'],
    ['NULL', 'null'],
    ['017', '15'],
    ['0o17', '15'],
    ['08', '8'],
    ['0x1F', '31'],
    ['-0x1f', '-31'],
    ['0b11', '3'],
    ['0b102', '"0b102"'],
    ['1_000', '1000'],
    ['+5', '5'],
    ['1e3', '1000'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['1:30', '"1:30"'],
    ['2001-01-01', '"2001-01-01"'],
    ['2024-01-02T03:04:05Z', '"2024-01-02T03:04:05Z"'],
    ['18446744073709551616', '18446744073709552000'],
    ['1e400', '"1e400"'],
    ['"5"', '"5"'],
    ['!!str 5', '"5"'],
    ['!!int "5"', '5'],
    ['!!float 5', '5'],
    ['!!binary YWI=', '"ab"'],
    ['!other 5', '"5"'],
    ['!!float 123456789123456789', '123456789123456780'],
    ['=', '"="'],
  ] as const)
    t.equal(json(`a: ${yaml}`), `{"a":${expected}}`, yaml)
  t.equal(
    json('1.5: a\n0x10: b\non: c\n2020-01-01: d'),
    '{"16":"b","1.5":"a","2020-01-01":"d","true":"c"}',
  )
})

t.test('aliases and merge keys are resolved', async (t) => {
  t.equal(json('b: &x {q: 1}\nc: *x\nd: [*x]'), '{"b":{"q":1},"c":{"q":1},"d":[{"q":1}]}')
  t.equal(json('a: &x 1\nb: *x\nc: &x 2\nd: *x'), '{"a":1,"b":1,"c":2,"d":2}')
  t.equal(json('<<: {a: 1, b: 1}\na: 2'), '{"a":2,"b":1}')
  t.equal(json('a: 2\n<<: {a: 1}'), '{"a":1}')
  t.equal(json('<<: [{a: 1}, {a: 2, b: 3}]\nc: 1'), '{"a":1,"b":3,"c":1}')
})

t.test("duplicate keys get go-yaml's errors; the last value counts", async (t) => {
  const parsed = parseYaml('metadata:\n  name: a\n  name: b\nspec: 1\nspec: 2\n1: x\n1: z\n')
  t.equal(stringifyJson(parsed.value), '{"1":"z","metadata":{"name":"b"},"spec":2}')
  t.equal(
    parsed.strictError,
    'yaml: unmarshal errors:\n  line 3: key "name" already set in map\n' +
      '  line 5: key "spec" already set in map\n  line 7: key 1 already set in map',
  )
  t.equal(parseYaml('a: 1').strictError, undefined)
})

t.test("broken YAML gets go-yaml's errors", async (t) => {
  for (const [yaml, message] of [
    ['a: b: c', 'yaml: mapping values are not allowed in this context'],
    ['a: b\n c: d', 'yaml: line 2: mapping values are not allowed in this context'],
    ['a:\n\tb: c', 'yaml: line 2: found character that cannot start any token'],
    ['a: @b', 'yaml: found character that cannot start any token'],
    ['a: "x', 'yaml: found unexpected end of stream'],
    ['a: - b', 'yaml: block sequence entries are not allowed in this context'],
    ['a: [1, 2}', "yaml: did not find expected ',' or ']'"],
    ['a: }', 'yaml: did not find expected node content'],
    ['a: "\\q"', 'yaml: found unknown escape character'],
    ['a: *x', "yaml: unknown anchor 'x' referenced"],
    ['a: &x [*x]', "yaml: anchor 'x' value contains itself"],
    ['<<: 5', 'yaml: map merge requires map or sequence of maps as the value'],
    ['a: !!int x', 'yaml: cannot decode !!str `x` as a !!int'],
    ['a: !!binary "*"', 'yaml: !!binary value contains invalid base64 data'],
    ['a: .nan', 'json: unsupported value: NaN'],
    ['a: -.inf', 'json: unsupported value: -Inf'],
    ['? [a]\n: b', 'yaml: invalid map key: []interface {}{"a"}'],
    ['a: {{ b }}', 'yaml: invalid map key: map[interface {}]interface {}{"b":interface {}(nil)}'],
    ['null: x', 'unsupported map key of type: %!s(<nil>), key: <nil>, value: "x"'],
    // parser errors name the line before the faulty line, scanner errors the faulty line
    ['a:\n  b: c\n d: e', 'yaml: line 2: did not find expected key'],
    ['a:\n- b\n c: d', 'yaml: line 3: mapping values are not allowed in this context'],
    ['a: b\nc\nd: e', "yaml: line 3: could not find expected ':'"],
    ['a:\n  b: c\n\t\nd: e', 'yaml: line 3: found a tab character that violates indentation'],
    ['a: |\n\tb', 'yaml: line 2: found a tab character where an indentation space is expected'],
    ['a: {b: c\n,d: [\n', 'yaml: line 2: did not find expected node content'],
    ['a: %b', 'yaml: found character that cannot start any token'],
    ['a: !x!y z', 'yaml: found undefined tag handle'],
    ['a: !!', 'yaml: did not find expected tag URI'],
    ['a: !!float 2001-01-01', 'yaml: cannot decode !!str `2001-01-01` as a !!float'],
    ['a: \u0007', 'yaml: control characters are not allowed'],
    ['%YAML 1.2\n---\na: 1', 'yaml: found incompatible YAML document'],
  ] as const)
    t.throws(() => parseYaml(yaml), { name: 'YamlError', message }, yaml)
})

t.test('UTF-8 and UTF-16 (with a byte order mark) are read, invalid bytes rejected', async (t) => {
  for (const bytes of ['613aff', '613ae9', '613ac0af'])
    t.throws(() => parseYaml(Buffer.from(bytes, 'hex')), {
      name: 'YamlError',
      message: 'yaml: invalid UTF-8 octet',
    })
  for (const text of ['\ufeffa: é', 'a: é'])
    t.strictSame({ ...(parseYaml(Buffer.from(text)).value as object) }, { a: 'é' })
  for (const swap of [false, true]) {
    const bytes = Buffer.from('\ufeffa: é😀', 'utf16le')
    t.strictSame({ ...(parseYaml(swap ? bytes.swap16() : bytes).value as object) }, { a: 'é😀' })
  }
})

t.test('a document with exponential aliases is rejected', async (t) => {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
  for (let i = 1; i < 10; i++) {
    lines.push(`a${i}: &a${i} [${times(10, () => `*a${i - 1}`).join()}]`)
  }
  t.throws(
    () => parseYaml(lines.join('\n')),
    new YamlError('yaml: document contains excessive aliasing'),
  )
})

t.test('nesting is limited', async (t) => {
  const tooDeep = { name: 'YamlError', message: 'yaml: exceeded max depth of 500' }
  for (const opening of ['[', '{a: ', '- '])
    t.throws(() => parseYaml(opening.repeat(200_000)), tooDeep, opening)
  const lists = `${'['.repeat(500)}${']'.repeat(500)}`
  t.equal(exactJson(parseYaml(lists).value), lists)
  const nested = (inner: string) => `${'['.repeat(100)}${inner}${']'.repeat(100)}`
  const aliases = times(12, (i) => `a${i + 1}: &a${i + 1} ${nested(`*a${i}`)}`)
  t.throws(() => parseYaml(['a0: &a0 x', ...aliases].join('\n')), tooDeep)
})

t.test('repeated tokens do not make parsing slow', async (t) => {
  const long = 2 ** 18
  for (const text of [
    '"\\n',
    '- a\n',
    '|\n a\n',
    '1',
    '1_',
    'a ',
    '&a ',
    '!%41',
    '~: b\n',
    '1: b\n',
    '? ',
  ]) {
    const spent = stopwatch()
    try {
      parseYaml(`- ${text.repeat(long / text.length)}`)
    } catch (error) {
      t.ok(error instanceof YamlError || error instanceof ManyValues, text)
    }
    t.ok(spent() < 5000, `parsing ${text} is fast`)
  }
})

t.test("names of JavaScript's built-in properties are ordinary keys", async (t) => {
  const value = parseYaml('__proto__: {a: 1}\nconstructor: 2').value as object
  t.equal(Object.getPrototypeOf(value), null)
  t.strictSame(Object.keys(value), ['__proto__', 'constructor'])
})

t.test('written YAML is parsed to the same JSON', async (t) => {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted)
    if (typeof value !== 'object' || value === null) return value
    const map = value as Record<string, unknown>
    return Object.fromEntries(sortedKeys(map).map((key) => [key, sorted(map[key])]))
  }
  await forAll(t, anyObject(gadget), { numRuns: 300 }, (made) => {
    const object = JSON.parse(JSON.stringify(made))
    const back = JSON.parse(json(jsonToYaml(object)))
    assert.equal(JSON.stringify(sorted(back)), JSON.stringify(sorted(object)))
  })
})
