import t from 'tap'
import { parseJson, parseJsonInTurns } from '../../../src/apimachinery/text/json.ts'
import { countJsonValues, isMany, MOST_VALUES } from '../../../src/apimachinery/text/many-values.ts'
import { parseYaml } from '../../../src/apimachinery/text/yaml/read.ts'
import { atOnce } from '../../../src/apimachinery/turns.ts'
import { times } from '../../fixtures/times.ts'

const list = (length: number) => `[${times(length, () => '1').join()}]`
const many = { name: 'ManyValues' }

t.test('too many values are an error that states their count and the limit', async (t) => {
  parseJson(list(MOST_VALUES - 1))
  t.throws(() => parseJson(list(MOST_VALUES)), {
    ...many,
    message: `the object has ${MOST_VALUES + 1} values, and the limit is ${MOST_VALUES}`,
  })
  t.throws(() => parseJson(`{"a":${list(MOST_VALUES - 1)}}`), many, 'containers count as values')
  t.throws(() => parseYaml(list(MOST_VALUES)), many)
  t.throws(
    () => parseYaml(`a: &a ${list(200)}\nb: [${'*a,'.repeat(45)}]\nc: ${list(4000)}`),
    many,
    'aliases count as their values',
  )
})

t.test('the limit itself is allowed', async (t) => {
  t.ok(isMany(MOST_VALUES + 1))
  t.notOk(isMany(MOST_VALUES))
})

t.test('JSON values are counted without parsing', async (t) => {
  for (const [value, count] of [
    [null, 1],
    [[], 1],
    [{}, 1],
    [{ a: 1, b: [2, 3], c: {}, d: [{}, [[]]] }, 10],
    [{ 'a,b': '[1,2]', 'c"': '\\', d: '\\"{' }, 4],
    [JSON.parse(`${'['.repeat(50)}${']'.repeat(50)}`), 50],
  ] as const) {
    for (const indent of [0, 2])
      t.equal(
        countJsonValues(Buffer.from(JSON.stringify(value, undefined, indent))),
        count,
        `indent ${indent}: ${JSON.stringify(value)}`,
      )
  }
  t.equal(countJsonValues(Buffer.from('{ "a" : [ ] , "b" : { \n } }')), 3, 'spaces are not values')
  t.equal(
    countJsonValues(Buffer.from(`["${list(100)}\\`)),
    2,
    'commas in an unterminated string do not count',
  )
})

t.test('a text of many values is parsed in many steps; syntax errors are found', async (t) => {
  const value = times(MOST_VALUES, (i) => ({ [`k${i}`]: [i, 'text', null] }))
  const parts = parseJsonInTurns(JSON.stringify(value))
  let turns = 0
  let step = parts.next()
  for (; step.done !== true; step = parts.next()) turns++
  t.same(step.value, value)
  t.ok(turns > 10, `${turns} turns`)
  t.throws(() => atOnce(parseJsonInTurns(`${list(MOST_VALUES)}]`)), { name: 'JsonSyntaxError' })
})
