import t from 'tap'
import { parseJson, parseJsonInTurns } from '../../../src/api/text/json.ts'
import { countValues, isMany, mayHoldMany, mostValues } from '../../../src/api/text/many-values.ts'
import { parseYaml } from '../../../src/api/text/yaml/read.ts'
import { atOnce } from '../../../src/api/turns.ts'

const list = (length: number): string => `[${Array.from({ length }, () => '1').join()}]`
const most = mostValues()
const many = { name: 'ManyValues' }

t.test('the event loop reads so many values and no more', (t) => {
  parseJson(list(most - 1))
  t.throws(() => parseJson(list(most)), many)
  t.throws(() => parseJson(`{"a":${list(most - 1)}}`), many, 'containers count')
  t.throws(() => parseYaml(list(most)), many)
  t.throws(() => parseYaml(`a: &a ${list(200)}\nb: [${'*a,'.repeat(100)}]`), many, 'aliases do')
  t.end()
})

t.test('values are counted with the containers that hold them', (t) => {
  t.equal(countValues({ a: 1, b: [2, 3], c: {} }), 6)
  t.equal(countValues(null), 1)
  t.ok(isMany(most + 1))
  t.notOk(isMany(most))
  t.end()
})

t.test('bytes tell whether they may hold many', (t) => {
  t.notOk(mayHoldMany(Buffer.from(JSON.stringify({ a: 'x'.repeat(10 * most) }))))
  t.notOk(
    mayHoldMany(Buffer.from(JSON.stringify({ a: `\\"${list(2 * most)}`, b: '\\' }))),
    'of texts none counts',
  )
  t.ok(mayHoldMany(Buffer.from(JSON.stringify({ a: '\\', b: JSON.parse(list(most)) as [] }))))
  t.notOk(mayHoldMany(Buffer.from(`["${list(2 * most)}\\`)), 'nor of one that never ends')
  t.ok(mayHoldMany(Buffer.from(list(most + 1))))
  t.ok(mayHoldMany(Buffer.from(`[${'{},'.repeat(most)}{}]`)))
  t.ok(mayHoldMany(Buffer.from(`${'['.repeat(2 * most)}${']'.repeat(2 * most)}`)))
  t.end()
})

t.test('a text of many values is read in turns, and gives what JSON.parse gives', (t) => {
  const value = Array.from({ length: 2 * most }, (_, i) => ({ [`k${i}`]: [i, 'text', null, true] }))
  const parts = parseJsonInTurns(JSON.stringify(value))
  let turns = 0
  let step = parts.next()
  for (; step.done !== true; step = parts.next()) turns++
  t.same(step.value, value)
  t.ok(turns > 10, `${turns} turns`)
  t.throws(() => atOnce(parseJsonInTurns(`${list(most)}]`)), { name: 'JsonSyntaxError' })
  t.end()
})
