import t from 'tap'
import { parseJson } from '../../../src/api/text/json.ts'
import { countValues, MAX_VALUES } from '../../../src/api/text/value-limit.ts'
import { parseYaml } from '../../../src/api/text/yaml.ts'

const list = (length: number): string => `[${Array.from({ length }, () => '1').join()}]`
const tooMany = { name: 'TooManyValues', message: 'limit is 12000 values' }

t.test('a body has so many values and no more', (t) => {
  parseJson(list(MAX_VALUES - 1))
  t.throws(() => parseJson(list(MAX_VALUES)), tooMany)
  t.throws(() => parseJson(`{"a":${list(MAX_VALUES - 1)}}`), tooMany, 'containers count')
  t.throws(() => parseYaml(list(MAX_VALUES)), tooMany)
  t.end()
})

t.test('values are counted with the containers that hold them', (t) => {
  t.equal(countValues({ a: 1, b: [2, 3], c: {} }), 6)
  t.equal(countValues(null), 1)
  t.end()
})
