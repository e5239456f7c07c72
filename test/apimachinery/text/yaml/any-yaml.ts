/** Arbitrary documents that may or may not be YAML. */
import { fc } from '../../../fixtures/property.ts'

const INDICATORS = Array.from('-?:,[]{}#&*!|>\'"%@`.~<=$\\')

const FRAGMENTS = [
  INDICATORS,
  [
    ': ',
    '- ',
    '? ',
    ', ',
    ': ',
    '- ',
    ' #',
    '{}',
    '[]',
    '---',
    '...',
    '--- ',
    '||',
    '|2',
    '|-',
    '>+',
    '>1-',
    '|0',
  ],
  ['!!str ', '!!int ', '!!float ', '!!bool ', '!!null ', '!!map ', '!!seq ', '!x '],
  ['&a ', '&b ', '*a', '*b', '*c', '*a ', '<<', '<<: ', '<<: *a', '&a', '&é '],
  [
    'a',
    'b',
    'c',
    'key',
    'a: ',
    'b: ',
    'name: x',
    'a:',
    'x y',
    'é',
    '😀',
    '\u2028',
    '\x85',
    '\u00a0',
  ],
  [
    '"',
    "'",
    '""',
    "''",
    '"a"',
    "'b'",
    '"a b"',
    '"\\n"',
    '"\\q"',
    '"\\x41"',
    '"\\u12"',
    '"\\ud800"',
    '"\\U0001F600"',
    '"\\\n',
  ],
  '1 1.0 1.5 -0 -0.0 .5 .5_0 1_000 017 08 0x1F 0b11 0o7 1e3 1e20 1e400 .inf -.Inf .nan'.split(' '),
  '18446744073709551616 -9223372036854775809 123456789 1234567.0 3.4e39 0.00001 16777217.0'.split(
    ' ',
  ),
  'yes No on y true TRUE null ~ Null 2001-01-01 2001-13-01 2001-01-01T00:00:00Z 1:30 +5 +.inf ='.split(
    ' ',
  ),
  [
    ' ',
    '  ',
    '\t',
    ' \t',
    '\n',
    '\n',
    '\n ',
    '\n  ',
    '\n    ',
    '\r\n',
    '\r',
    '\n\n',
    '\n\t',
    '\n- ',
    '\n  - ',
    '\na: ',
    '\n  b: ',
    '\n? ',
    '\n: ',
  ],
].flat()

const joined = (parts: fc.Arbitrary<string>, maxLength: number, by = '') =>
  fc.array(parts, { minLength: 1, maxLength }).map((all) => all.join(by))

const fragment = fc.constantFrom(...FRAGMENTS)
const blanks = (min: number, max: number) =>
  fc.string({ unit: fc.constant(' '), minLength: min, maxLength: max })
const line = fc.tuple(blanks(0, 6), joined(fragment, 4)).map(([indent, text]) => indent + text)
const lines = joined(line, 9, '\n')

const SCALARS = FRAGMENTS.filter((text) => /^[\w."'+~-]+$/.test(text))
const KEYS = ['a', 'b', 'c', '"d e"', '1', '1.5', 'yes', 'x y', '<<'].map((key) => `${key}: `)

type Node = (indent: string) => string

/** Mostly well-formed documents. */
const sound = fc
  .letrec<{ node: Node }>((tie) => {
    const items = (before: fc.Arbitrary<string>) =>
      fc.array(fc.tuple(before, tie('node')), { maxLength: 3 })
    const flow = (open: string, before: fc.Arbitrary<string>, close: string) =>
      items(before).map(
        (all): Node =>
          (indent) =>
            open + all.map(([key, item]) => key + item(`${indent} `)).join(', ') + close,
      )
    const block = (before: fc.Arbitrary<string>) =>
      fc.tuple(blanks(1, 3), items(before)).map(([more, all]): Node => (indent) => {
        const inner = indent + more
        return all.map(([key, item]) => `\n${inner}${key}${item(inner)}`).join('')
      })
    const scalar = fc.constantFrom(...SCALARS).map(
      (text): Node =>
        () =>
          text,
    )
    const literal = blanks(1, 3).map((more): Node => (indent) => {
      const inner = indent + more
      return `|\n${inner}x\n${inner} y\n\n${inner}z`
    })
    const anchored = fc.tuple(fc.constantFrom('&a ', '&b '), tie('node')).map(
      ([anchor, item]): Node =>
        (indent) =>
          anchor + item(indent),
    )
    return {
      node: fc.oneof(
        { maxDepth: 4 },
        { arbitrary: scalar, weight: 3 },
        { arbitrary: literal, weight: 3 },
        { arbitrary: flow('[', fc.constant(''), ']'), weight: 3 },
        { arbitrary: flow('{', fc.constantFrom('k0: ', 'k1: ', 'k2: ', 'k3: '), '}'), weight: 3 },
        { arbitrary: block(fc.constant('- ')), weight: 3 },
        { arbitrary: block(fc.constantFrom(...KEYS)), weight: 5 },
        { arbitrary: anchored, weight: 1 },
      ),
    }
  })
  .node.map((node) => node(''))

const MANIFEST = `apiVersion: v1
kind: ConfigMap
metadata:
  name: x
  labels: {a: "1", b: 'two'}
  annotations:
    note: >-
      folded text
      of two lines

      and one more
data:
  a: |
    first
      second
  b: "with \\"quotes\\" and \\u00e9"
  c: plain text # and a comment
list:
- one
- two: 2
  three: 3.5
-
  - nested
  - *x
anchor: &x {p: q}
other: *x
`

const mutated = (texts: fc.Arbitrary<string>) => {
  const removed = fc.oneof(fc.constant(0), fc.nat(5))
  const inserted = fc.oneof(fc.constant(''), fragment, fragment, fragment)
  const edits = fc.array(fc.tuple(fc.nat(), removed, inserted), { minLength: 1, maxLength: 3 })
  return fc.tuple(texts, edits).map(([text, all]) =>
    all.reduce((out, [place, length, by]) => {
      const at = place % (out.length + 1)
      return out.slice(0, at) + by + out.slice(at + length)
    }, text),
  )
}

const JSON_STRINGS = [
  '',
  'a',
  'b c',
  'é',
  '😀',
  'a: b',
  '- a',
  '\u2028',
  '\u00a0',
  'yes',
  '\n',
  '\\',
  '"',
  '/',
  '<',
  'x'.repeat(600),
  '"'.repeat(520),
]

/** A JSON object with one key, often with whitespace between its tokens. */
export const anyJsonObject = fc
  .letrec<{ json: string }>((tie) => {
    const none = { arbitrary: fc.constant(''), weight: 3 }
    const some = fc.constantFrom(' ', '  ', '\n', '\n  ', '\r\n', '\t', ' '.repeat(500))
    const blank = fc.oneof(none, { arbitrary: some, weight: 1 })
    const string = fc.constantFrom(...JSON_STRINGS).map((text) => JSON.stringify(text))
    const list = (open: string, items: fc.Arbitrary<string>, close: string) =>
      fc
        .tuple(blank, fc.array(items, { maxLength: 3 }))
        .map(([by, all]) => `${open}${all.map((item) => by + item).join(`${by},`)}${by}${close}`)
    const pair = fc
      .tuple(string, blank, tie('json'))
      .map(([key, by, json]) => `${key}${by}:${json}`)
    const others =
      '0 1 -1 1.5 1e+21 9007199254740992 123456789 true false null -0 1e3 1.0 18446744073709551615'
    return {
      json: fc.oneof(
        { maxDepth: 3 },
        { arbitrary: fc.constantFrom(...others.split(' ')), weight: 2 },
        { arbitrary: fc.tuple(blank, string, blank).map((all) => all.join('')), weight: 1 },
        { arbitrary: list('[', tie('json'), ']'), weight: 1 },
        { arbitrary: list('{', pair, '}'), weight: 1 },
      ),
    }
  })
  .json.map((json) => `{"k":${json}}`)

const ODD_BYTES =
  '00 07 7f c280 c285 c0af e28080 eda080 efbbbf efbfbe efbfbf f09f9880 f4908080 ff fffe feff 80 e9'.split(
    ' ',
  )

/**
 * Odd bytes, most of them invalid, in text without syntax errors: go-yaml decodes 512 bytes ahead,
 * so an invalid byte could hide a syntax error that precedes the byte.
 */
const bytes = fc
  .tuple(fc.nat(119), fc.nat(19), fc.constantFrom(...ODD_BYTES))
  .map(([fillers, fromEnd, odd]) => {
    const buffer = Buffer.from(`${'# filler\n'.repeat(fillers)}a: ${'x'.repeat(20)}\n`)
    const at = buffer.length - 1 - fromEnd
    return Buffer.concat([buffer.subarray(0, at), Buffer.from(odd, 'hex'), buffer.subarray(at)])
  })

const utf16 = fc.tuple(lines, fc.boolean()).map(([text, swapped]) => {
  const buffer = Buffer.from(`\ufeff${text}`, 'utf16le')
  return swapped ? buffer.swap16() : buffer
})

/** Removes all byte order marks if one is after the start, where go-yaml loses characters. */
const withoutMarks = (buffer: Buffer) => {
  const mark = Buffer.from('efbbbf', 'hex')
  return buffer.lastIndexOf(mark) > 0
    ? Buffer.from(buffer.toString().replaceAll('\ufeff', ''))
    : buffer
}

const inUtf8 = (arbitrary: fc.Arbitrary<string>, weight: number) => ({
  arbitrary: arbitrary.map((text) => Buffer.from(text)),
  weight,
})

export const anyYaml = fc.oneof(
  inUtf8(joined(fragment, 14), 12),
  inUtf8(lines, 12),
  inUtf8(sound, 4),
  inUtf8(mutated(fc.constant(MANIFEST)), 4),
  inUtf8(mutated(sound), 4),
  inUtf8(anyJsonObject, 4),
  { arbitrary: bytes.map(withoutMarks), weight: 3 },
  { arbitrary: utf16, weight: 1 },
)
