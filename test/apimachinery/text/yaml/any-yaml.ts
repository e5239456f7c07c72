/** Random documents that may or may not be YAML. */
import type { Random } from '../../../fixtures/random.ts'

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

const soup = (random: Random) =>
  Array.from({ length: 1 + random.int(14) }, () => random.pick(FRAGMENTS)).join('')

const line = (random: Random) => {
  const indent = ' '.repeat(random.int(4) * (random.chance(3) ? 1 : 2))
  const count = 1 + random.int(4)
  return indent + Array.from({ length: count }, () => random.pick(FRAGMENTS)).join('')
}

const lines = (random: Random) =>
  Array.from({ length: 1 + random.int(9) }, () => line(random)).join('\n')

const SCALARS = FRAGMENTS.filter((text) => /^[\w."'+~-]+$/.test(text))

/** A document that is usually well-formed. */
const sound = (random: Random, depth: number, indent: string): string => {
  const inner = `${indent}${' '.repeat(1 + random.int(3))}`
  const sort = depth === 0 ? 0 : random.int(7)
  if (sort === 0) return random.pick(SCALARS)
  if (sort === 1) return `|\n${inner}x\n${inner} y\n\n${inner}z`
  if (sort === 2) return `[${soundList(random, depth, inner).join(', ')}]`
  if (sort === 3)
    return `{${soundList(random, depth, inner)
      .map((item) => `k${random.int(4)}: ${item}`)
      .join(', ')}}`
  if (sort === 4)
    return soundList(random, depth, inner)
      .map((item) => `\n${inner}- ${item}`)
      .join('')
  if (sort === 5 && random.chance(3))
    return `&${random.pick(['a', 'b'])} ${sound(random, depth - 1, indent)}`
  return soundList(random, depth, inner)
    .map(
      (item) =>
        `\n${inner}${random.pick(['a', 'b', 'c', '"d e"', '1', '1.0', 'yes', 'x y', '<<'])}: ${item}`,
    )
    .join('')
}

const soundList = (random: Random, depth: number, indent: string): string[] =>
  Array.from({ length: random.int(4) }, () => sound(random, depth - 1, indent))

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

const mutated = (random: Random, text: string) => {
  let out = text
  for (let edits = 1 + random.int(3); edits > 0; edits--) {
    const at = random.int(out.length + 1)
    const length = random.chance(2) ? 0 : random.int(6)
    out =
      out.slice(0, at) + (random.chance(4) ? '' : random.pick(FRAGMENTS)) + out.slice(at + length)
  }
  return out
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

/** JSON with optional white space. */
export const jsonText = (random: Random, depth = 3): string => {
  const blank = random.chance(4)
    ? random.pick([' ', '  ', '\n', '\n  ', '\r\n', '\t', ' '.repeat(500)])
    : ''
  const list = (one: () => string) =>
    Array.from({ length: random.int(4) }, () => blank + one()).join(`${blank},`)
  const string = () => JSON.stringify(random.pick(JSON_STRINGS)) + blank
  const sort = depth === 0 ? 2 + random.int(3) : random.int(5)
  if (sort === 0) return `{${list(() => `${string()}:${jsonText(random, depth - 1)}`)}${blank}}`
  if (sort === 1) return `[${list(() => jsonText(random, depth - 1))}${blank}]`
  if (sort === 2) return blank + string()
  if (sort === 3) return String(random.pick([0, 1, -1, 1.5, 1e21, 2 ** 53, 123456789]))
  return random.pick(['true', 'false', 'null', '-0', '1e3', '1.0', '18446744073709551615'])
}

const ODD_BYTES =
  '00 07 7f c280 c285 c0af e28080 eda080 efbbbf efbfbe efbfbf f09f9880 f4908080 ff fffe feff 80 e9'.split(
    ' ',
  )

/**
 * Invalid bytes or characters in valid text: go-yaml reads 512 bytes at a time and reports these
 * before earlier syntax errors.
 */
const bytes = (random: Random): Buffer => {
  const buffer = Buffer.from(`${'# filler\n'.repeat(random.int(120))}a: ${'x'.repeat(20)}\n`)
  const at = buffer.length - 1 - random.int(20)
  const odd = Buffer.from(random.pick(ODD_BYTES), 'hex')
  return Buffer.concat([buffer.subarray(0, at), odd, buffer.subarray(at)])
}

const utf16 = (random: Random): Buffer => {
  const buffer = Buffer.from(`\ufeff${lines(random)}`, 'utf16le')
  return random.chance(2) ? buffer : Buffer.from(buffer).swap16()
}

/** go-yaml loses characters after a byte order mark in the middle, depending on its buffers. */
const withoutMarks = (buffer: Buffer) => {
  const mark = Buffer.from('efbbbf', 'hex')
  return buffer.lastIndexOf(mark) > 0
    ? Buffer.from(buffer.toString().replaceAll('\ufeff', ''))
    : buffer
}

export const anyYaml = (random: Random): Buffer => {
  const sort = random.int(11)
  if (sort === 10) return Buffer.from(`{"k":${jsonText(random)}}`)
  if (sort < 3) return Buffer.from(soup(random))
  if (sort < 6) return Buffer.from(lines(random))
  if (sort < 7) return Buffer.from(mutated(random, MANIFEST))
  if (sort < 8) return Buffer.from(sound(random, 4, ''))
  if (sort < 9) return Buffer.from(mutated(random, sound(random, 4, '')))
  return random.chance(4) ? utf16(random) : withoutMarks(bytes(random))
}
