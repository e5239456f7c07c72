import t from 'tap'
import { LEVELS } from '../../../src/apiserver/audit/event.ts'
import { LOG_LEVELS } from '../../../src/server/flags.ts'
import { KEY_USAGES } from '../../../src/ca/usages.ts'
import { BUILT_IN_SIGNERS } from '../../../src/ca/signers.ts'
import { FLAGS } from '../../../src/server/flags.ts'
import { checkedCopy } from '../../../src/testing/bodies/check.ts'
import { FieldProblem } from '../../../src/testing/bodies/field-problem.ts'
import { readJsonBody } from '../../../src/testing/bodies/json-body.ts'
import { durationOf, timeOf } from '../../../src/testing/bodies/texts.ts'
import { compileBodySchema } from '../../../src/testing/bodies/compile.ts'
import type { BodyName } from '../../../src/testing/bodies/bodies.ts'

interface Listed {
  readonly enum: readonly unknown[]
  readonly items: { readonly enum: readonly unknown[] }
  readonly properties: object
}

const problemOf = (read: () => unknown) => {
  try {
    return `none: ${JSON.stringify(read())}`
  } catch (error) {
    if (error instanceof FieldProblem) return error.message
    throw error
  }
}

const problem = (schema: BodyName, json: string) =>
  problemOf(() => checkedCopy(schema, JSON.parse(json)))

t.test('invalid durations and times are errors', async (t) => {
  t.equal(durationOf('1h30m', 'by'), 5_400_000)
  t.equal(timeOf('2030-01-31T08:00:00Z', ''), Date.UTC(2030, 0, 31, 8))
  t.equal(timeOf('2030-01-31T08:00:00+01:00', ''), Date.UTC(2030, 0, 31, 7))
  for (const text of ['tomorrow', '-1h', 5, null])
    t.match(
      problemOf(() => durationOf(text, '')),
      /^write a duration such as "30d", "24h" or "1h30m", not /,
    )
  for (const text of ['yesterday', '2030-13-01T00:00:00Z', '2030-01-31', '0'])
    t.match(
      problemOf(() => timeOf(text, '')),
      /^write a time such as "2030-01-31T08:00:00Z", not /,
    )
})

t.test('errors name the field, and what to write', async (t) => {
  const cases = [
    ['ClockSetting', '{"force":"yes"}', 'force: write true or false, not "yes"'],
    ['ClockAdvance', '{"by":5}', 'by: write a duration such as "30d", "24h" or "1h30m", not 5'],
    ['ClockSetting', '{"time":0}', 'time: write a time such as "2030-01-31T08:00:00Z", not 0'],
    ['PageLinkRequest', '{"as":""}', 'as: write a text, not ""'],
    ['RequestFilter', '{"code":1000}', 'code: write a whole number from 0 to 999, not 1000'],
    ['ClockAdvance', '{"colour":1}', 'there is no field "colour"; known: by'],
    ['ClockAdvance', '{"constructor":1}', 'there is no field "constructor"; known: by'],
    [
      'ClockSetting',
      '{"__proto__":1}',
      'there is no field "__proto__"; known: time, running, force',
    ],
    ['ClockAdvance', '[]', 'write an object, not []'],
    ['ClockAdvance', 'null', 'write an object, not nothing'],
    ['FaultOrder', '{"nme":"a"}', 'there is no field "nme"; did you mean name?'],
    ['FaultOrder', '{"name":"a"}', 'match: write an object, not nothing'],
    ['NamedClusters', '{"names":[]}', 'names: write a list of 1 to 10000 items'],
    ['NamedClusters', '{"names":["a","b","a"]}', 'names[2]: a is named twice'],
  ] as const
  for (const [schema, json, message] of cases) t.equal(problem(schema, json), message)
})

t.test('invalid numbers are errors, and long values are cut', async (t) => {
  const fault = (fields: string) =>
    problem('FaultOrder', `{"name":"a","match":{"verb":"get"},"fault":{"drop":"after"},${fields}}`)
  t.match(fault('"times":1.0'), /^none: /)
  t.equal(fault('"times":0'), 'times: write a whole number, 1 or more, not 0')
  t.equal(fault('"times":0.5'), 'times: write a whole number, 1 or more, not 0.5')
  t.equal(fault('"probability":2'), 'probability: write a number from 0 to 1, not 2')
  t.match(
    problem('ClockSetting', `{"force":"${'x'.repeat(1000)}"}`),
    /^.{10,100}…$/,
    'a long value is cut',
  )
})

t.test('errors name nested fields by their path', async (t) => {
  const user = (spec: string) =>
    problem(
      'User',
      `{"apiVersion":"csrlab/v1","kind":"User","metadata":{"name":"jane"},"spec":${spec}}`,
    )
  t.match(user('{}'), /^none: /)
  t.match(user('{"groups":null}'), /^none: /, 'null counts as absent')
  t.equal(user('{"groups":{}}'), 'spec.groups: write a list, not {}')
  t.equal(user('{"groups":["a",5]}'), 'spec.groups[1]: write a text, not 5')
  t.equal(user('[]'), 'spec: write an object, not []')
  t.equal(user('{"group":[]}'), 'there is no field "spec.group"; did you mean groups?')
  t.match(user('{"keyType":"rsa"}'), /^spec\.keyType: write one of p256, .*, not "rsa"$/)
  const report = '{"name":"jane","title":"a","outcomes":[{"id":"a","says":"b"},{"id":"c"}]}'
  t.equal(problem('LabReport', report), 'outcomes[1].says: write a text, not nothing')
  t.match(
    problem('NamedClusters', '{"names":["a","B"]}'),
    /^names\[1\]: write at most 63 lower-case/,
  )
})

t.test('bodies are parsed, and limited in size', async (t) => {
  const body = (text: string) => ({ body: Buffer.from(text) })
  t.same(readJsonBody(body(''), 'ClockSetting'), {})
  t.same(readJsonBody(body('{"force":true,"time":null}'), 'ClockSetting'), { force: true })
  t.throws(() => readJsonBody(body('{'), 'ClockSetting'), {
    name: 'FieldProblem',
    message: /^the body is not JSON: /,
  })
  const most = `{"force":true${' '.repeat(64 * 1024 - 14)}}`
  t.same(readJsonBody(body(most), 'ClockSetting'), { force: true })
  t.throws(
    () => readJsonBody(body(`${most} `), 'ClockSetting'),
    { name: 'StatusError', message: 'Request entity too large: limit is 65536' },
    'longer bodies are not parsed',
  )
})

t.test('long names and values are cut in errors', async (t) => {
  const long = '<'.repeat(1_000_000)
  const problems = [
    problem('ClockSetting', `{"${long}":1}`),
    problem('ClockSetting', `{"force":"${long}"}`),
    problem('ClockSetting', `{"force":{"a":"${long}"}}`),
    problem('ClusterOptions', `{"featureGates":{"${long}":1}}`),
    new FieldProblem('a', long).message,
  ]
  for (const text of problems) t.ok(text.length <= 1001, text.slice(0, 80))
  t.equal(
    problem('ClockAdvance', `{"${'a'.repeat(59)}":1}`),
    `there is no field "${'a'.repeat(59)}…; known: by`,
  )
})

t.test('the schemas allow exactly the values that the code knows', async (t) => {
  const propertiesOf = (name: BodyName) =>
    (compileBodySchema(name).schema as { properties: Record<string, Listed> }).properties
  const options = propertiesOf('ClusterOptions')
  t.same(options['logLevel']!.enum, LOG_LEVELS)
  t.same(options['auditLevel']!.enum, LEVELS)
  t.same(options['hints']!.enum, [true, false, ...FLAGS.hints.parser.values!])
  t.same(Object.keys(options['signerCas']!.properties), BUILT_IN_SIGNERS)
  t.same(propertiesOf('ApproverRule')['usages']!.items.enum, KEY_USAGES)
})
