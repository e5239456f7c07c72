import assert from 'node:assert/strict'
import t from 'tap'
import { parseYaml, YamlError } from '../../../../src/apimachinery/text/yaml/read.ts'
import { parseJsonAsYaml } from '../../../../src/apimachinery/text/yaml/json-subset.ts'
import { forAll } from '../../../fixtures/property.ts'
import { anyJsonObject } from './any-yaml.ts'

const read = (text: string) => {
  try {
    return parseYaml(text)
  } catch (error) {
    if (error instanceof YamlError) return error.problem
    throw error
  }
}

t.test('JSON is parsed to the value that the YAML parser returns', async (t) => {
  let taken = 0
  await forAll(t, anyJsonObject, { numRuns: 1500 }, (text) => {
    if (parseJsonAsYaml(text) !== undefined) taken++
    // a text that starts with a blank is always parsed by the YAML parser
    assert.deepEqual(read(text), read(` ${text}`))
  })
  t.ok(taken > 500, `${taken} of 1,500 were parsed as JSON`)
})

t.test('the keys are sorted, at every depth', async (t) => {
  t.equal(
    JSON.stringify(parseJsonAsYaml('{"b":[{"d":1,"c":2}],"a":{}}\n')?.value),
    '{"a":{},"b":[{"c":2,"d":1}]}',
  )
})

t.test('only an object in unambiguous JSON is parsed without the YAML parser', async (t) => {
  const texts = {
    'not an object': '[1]',
    'not JSON': '{a: 1}',
    'a repeated key': '{"a":1,"a":2}',
    'a fraction': '{"a":1.0}',
    'an exponent': '{"a":1e3}',
    'a large number': '{"a":12345678901234567890}',
    'a Unicode escape': '{"a":"\\ud83d\\ude00"}',
    'an escaped slash': '{"a":"\\/"}',
    'a tab': '{\t"a":1}',
    'a long key': `{"${'a'.repeat(1025)}":1}`,
    'more than one document': '{"a":1}\n---\n{"b":2}',
  }
  for (const [why, text] of Object.entries(texts)) t.equal(parseJsonAsYaml(text), undefined, why)
})
