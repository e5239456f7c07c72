import assert from 'node:assert/strict'
import t from 'tap'
import {
  indentJson,
  isJsonObject,
  JsonNumber,
  JsonSyntaxError,
  parseJson,
  prettyJson,
  stringifyJson,
} from '../../../src/apimachinery/text/json.ts'
import { fc, forAll } from '../../fixtures/property.ts'

t.test("broken JSON gets encoding/json's errors", async (t) => {
  const end = 'unexpected end of JSON input'
  for (const [text, message] of [
    ['', end],
    ['{', end],
    ['{"a":1', end],
    ['"a', end],
    ['[1,', end],
    ['x', "invalid character 'x' looking for beginning of value"],
    ['[1,]', "invalid character ']' looking for beginning of value"],
    ['{,}', "invalid character ',' looking for beginning of object key string"],
    ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a":1 "b"}', "invalid character '\"' after object key:value pair"],
    ['[1 2]', "invalid character '2' after array element"],
    ['[01]', "invalid character '1' after array element"],
    ['{} x', "invalid character 'x' after top-level value"],
    ["'a'", "invalid character '\\'' looking for beginning of value"],
    ['"a\nb"', "invalid character '\\n' in string literal"],
    ['"\\x"', "invalid character 'x' in string escape code"],
    ['"\\u12G4"', "invalid character 'G' in \\u hexadecimal character escape"],
    ['trux', "invalid character 'x' in literal true (expecting 'e')"],
    ['fals', "invalid character ' ' in literal false (expecting 'e')"],
    ['-', "invalid character ' ' in numeric literal"],
    ['1.x', "invalid character 'x' after decimal point in numeric literal"],
    ['1e+', "invalid character ' ' in exponent of numeric literal"],
    ['é', "invalid character 'Ã' looking for beginning of value"],
  ] as const) {
    t.throws(() => parseJson(text), new JsonSyntaxError(message), JSON.stringify(text))
  }
})

t.test('nesting is limited, independent of the stack', async (t) => {
  const lists = '['.repeat(10_000) + ']'.repeat(10_000)
  let depth = 0
  for (let { value } = parseJson(lists); Array.isArray(value); [value] = value) depth++
  t.equal(depth, 10_000)
  for (const opening of ['[', '{"a":'])
    t.throws(
      () => parseJson(opening.repeat(10_001)),
      new JsonSyntaxError(`invalid character '${opening[0]}' exceeded max depth`),
    )
})

t.test('the last of repeated keys counts, and each repetition is reported by path', async (t) => {
  const { value, duplicates } = parseJson(
    '{"metadata":{"name":"x","name":"y"},"list":[{"a":1},{"a":1,"a":2,"a":3}],"metadata":{}}',
  )
  t.strictSame(JSON.stringify(value), '{"metadata":{},"list":[{"a":1},{"a":3}]}')
  t.strictSame(duplicates, ['metadata.name', 'list[1].a', 'list[1].a', 'metadata'])
})

t.test("names of JavaScript's built-in properties are ordinary keys", async (t) => {
  const { value } = parseJson('{"__proto__":{"a":1},"constructor":2,"toString":3}')
  t.ok(isJsonObject(value))
  t.equal(Object.getPrototypeOf(value), null)
  t.strictSame(Object.keys(value as object), ['__proto__', 'constructor', 'toString'])
  t.equal(({} as Record<string, unknown>)['a'], undefined)
})

t.test('numbers that JavaScript would print differently keep their text when parsed', async (t) => {
  for (const literal of ['1e3', '1.0', '-0', '1.50', '9007199254740993', '1E5']) {
    const { value } = parseJson(literal)
    t.ok(value instanceof JsonNumber, literal)
    t.equal((value as JsonNumber).literal, literal)
    t.notOk(isJsonObject(value))
    t.equal(stringifyJson(value), String(Number(literal)))
  }
  for (const number of [0, 1, -5, 1.5, 3600, 9007199254740991, 1e21]) {
    t.equal(parseJson(String(number)).value, number)
  }
})

t.test('half a surrogate pair becomes the replacement character', async (t) => {
  t.equal(parseJson('"\\ud83d\\ude00 \\ud83d x \\ude00"').value, '\u{1f600} \ufffd x \ufffd')
  t.equal(stringifyJson('\ud800 \\ud800'), '"\\ufffd \\\\ud800"')
})

t.test('the same characters are escaped as in Go', async (t) => {
  t.equal(
    stringifyJson({ 'a<': '>&\u2028\u2029\\u003c"' }),
    '{"a\\u003c":"\\u003e\\u0026\\u2028\\u2029\\\\u003c\\""}',
  )
})

t.test('indented JSON keeps empty containers on one line', async (t) => {
  const text = '{"a":{},"b":[],"c":[1,{"d":"\\u003c"}]}'
  const indented =
    '{\n  "a": {},\n  "b": [],\n  "c": [\n    1,\n    {\n      "d": "\\u003c"\n    }\n  ]\n}'
  t.equal(indentJson(text), indented)
  t.equal(prettyJson(parseJson(text).value), indented)
})

const LETTERS = ['a', '"', '\\', 'é', '\u{1f600}', '\n', '<', '\u2028', '0', '\u0001', '__proto__']

const anyText = fc.string({ unit: fc.constantFrom(...LETTERS), maxLength: 40 })

const anyJson = (maxDepth: number) =>
  fc.anything({
    values: [anyText, fc.constantFrom(0, -1, 1.5, 1e21, 123456789, 1e-7, true, false, null)],
    key: anyText,
    maxDepth,
    maxKeys: 5,
  })

t.test('parsing printed JSON restores the value, like JSON.parse', async (t) => {
  const values = fc.tuple(anyJson(4), fc.constantFrom('', '\t'))
  await forAll(t, values, { numRuns: 500 }, ([value, indent]) => {
    const text = JSON.stringify(value, null, indent)
    const parsed = parseJson(text)
    assert.equal(JSON.stringify(parsed.value), JSON.stringify(JSON.parse(text)))
    assert.equal(JSON.stringify(JSON.parse(stringifyJson(value))), JSON.stringify(value))
    assert.deepEqual(parsed.duplicates, [])
  })
})

t.test('exactly the texts that JSON.parse rejects are rejected', async (t) => {
  const refused = (read: () => unknown) => {
    try {
      read()
      return false
    } catch {
      return true
    }
  }
  let broken = 0
  const others = fc.constantFrom(...'{],:"\\u-.e0\tn')
  const edits = fc.tuple(anyJson(2), fc.nat(), fc.nat(1), others)
  await forAll(t, edits, { numRuns: 2000 }, ([value, at, removed, other]) => {
    const chars = Array.from(JSON.stringify(value))
    chars.splice(at % (chars.length + 1), removed, other)
    const text = chars.join('')
    const isBroken = refused(() => JSON.parse(text))
    if (isBroken) broken++
    assert.equal(
      refused(() => parseJson(text)),
      isBroken,
      text,
    )
  })
  t.ok(broken > 500 && broken < 1950, `${broken} texts are broken`)
})
