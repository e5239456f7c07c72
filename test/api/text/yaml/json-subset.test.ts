import t from 'tap'
import { stringifyJson } from '../../../../src/api/text/json.ts'
import { parseYaml, YamlError } from '../../../../src/api/text/yaml/read.ts'
import { parseJsonAsYaml } from '../../../../src/api/text/yaml/json-subset.ts'
import { Random } from '../../../fixtures/random.ts'

/** What the same text says to a reader of YAML: a space in front, and it is not taken for JSON. */
const asYaml = (text: string): unknown => {
  try {
    return parseYaml(` ${text}`).value
  } catch (error) {
    if (error instanceof YamlError) return error.message
    throw error
  }
}
const asIs = (text: string): unknown => {
  try {
    return parseYaml(text).value
  } catch (error) {
    if (error instanceof YamlError) return error.message
    throw error
  }
}

const STRINGS = [
  '',
  'a',
  'yes',
  '1',
  '<<',
  'a: b',
  '# a',
  'é',
  '語',
  '"',
  '\\',
  '\n',
  '/',
  '~',
  "'",
  '- a',
  '&a',
  '*a',
]
const DOUBTFUL = ['\t', '\u007f', '\u2028', '😀', '\u0000', '\ufeff']

const valueOf = (random: Random, strings: readonly string[], depth = 0): unknown => {
  const kind = random.int(depth > 3 ? 5 : 7)
  if (kind === 5) {
    return Array.from({ length: random.int(4) }, () => valueOf(random, strings, depth + 1))
  }
  if (kind === 6) {
    const keys = Array.from(
      { length: random.int(5) },
      () => random.pick(strings) + random.pick(strings),
    )
    return Object.fromEntries(keys.map((key) => [key, valueOf(random, strings, depth + 1)]))
  }
  return [
    null,
    true,
    random.int(1000) - 500,
    random.pick(strings),
    `${random.pick(strings)} ${random.pick(strings)}`,
  ][kind]
}

void t.test('JSON is read as YAML would read it', (t) => {
  const random = new Random(2026)
  let taken = 0
  for (let i = 0; i < 1500; i++) {
    const strings = i % 3 === 0 ? [...STRINGS, ...DOUBTFUL] : STRINGS
    const object = { a: valueOf(random, strings), z: valueOf(random, strings), b: 1 }
    const text = i % 2 === 0 ? stringifyJson(object) : JSON.stringify(object, null, 2)
    if (parseJsonAsYaml(text) !== undefined) taken++
    t.strictSame(asIs(text), asYaml(text), encodeURI(text))
  }
  t.ok(taken > 800, `${taken} of 1,500 were read as JSON`)
  t.end()
})

void t.test('the keys are sorted, at every depth', (t) => {
  t.equal(
    JSON.stringify(parseJsonAsYaml('{"b":[{"d":1,"c":2}],"a":{}}\n')?.value),
    '{"a":{},"b":[{"c":2,"d":1}]}',
  )
  t.end()
})

void t.test('what YAML may read otherwise is left to it', (t) => {
  const texts = {
    'no object': '[1]',
    'no JSON': '{a: 1}',
    'a repeated key': '{"a":1,"a":2}',
    'a fraction': '{"a":1.0}',
    'an exponent': '{"a":1e3}',
    'a large number': '{"a":12345678901234567890}',
    'an escape by number': '{"a":"\\ud83d\\ude00"}',
    'an escaped slash': '{"a":"\\/"}',
    'a tab': '{\t"a":1}',
    'a long key': `{"${'a'.repeat(1025)}":1}`,
    'more than one document': '{"a":1}\n---\n{"b":2}',
  }
  for (const [why, text] of Object.entries(texts)) t.equal(parseJsonAsYaml(text), undefined, why)
  t.end()
})
