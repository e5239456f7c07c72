import t from 'tap'
import { parseJson } from '../../src/api/text/json.ts'
import {
  durationField,
  FieldProblem,
  type FieldReader,
  flagField,
  listField,
  mapField,
  numberField,
  objectField,
  optionalField,
  textField,
  timeField,
} from '../../src/manage/field-readers.ts'
import { readJsonBody } from '../../src/manage/json-body.ts'

const read = <T>(reader: FieldReader<T>, json: string): T => reader(parseJson(json).value, '')

const problem = (reader: FieldReader<unknown>, json: string): string => {
  try {
    return `none: ${JSON.stringify(read(reader, json))}`
  } catch (error) {
    if (error instanceof FieldProblem) return error.message
    throw error
  }
}

t.test('single values', (t) => {
  t.equal(read(durationField, '"1h30m"'), 5_400_000)
  t.equal(read(timeField, '"2030-01-31T08:00:00Z"'), Date.UTC(2030, 0, 31, 8))
  t.equal(read(timeField, '"2030-01-31T08:00:00+01:00"'), Date.UTC(2030, 0, 31, 7))
  t.equal(read(flagField, 'true'), true)
  t.equal(read(numberField(1, 5), '5'), 5)
  t.equal(read(numberField(0), '1.0'), 1)
  t.equal(read(textField('a name'), '"jane"'), 'jane')
  for (const json of ['"tomorrow"', '"-1h"', '5', 'null'])
    t.match(problem(durationField, json), /^write a duration such as "24h", "90s" or "1h30m", not /)
  for (const json of ['"yesterday"', '"2030-13-01T00:00:00Z"', '"2030-01-31"', '0'])
    t.match(problem(timeField, json), /^write a time such as "2030-01-31T08:00:00Z", not /)
  t.equal(problem(flagField, '"yes"'), 'write true or false, not "yes"')
  t.equal(problem(numberField(1, 5), '6'), 'write a whole number from 1 to 5, not 6')
  t.equal(problem(numberField(0), '0.5'), 'write a whole number, 0 or more, not 0.5')
  t.equal(problem(textField('a name'), '""'), 'write a name, not ""')
  t.match(problem(flagField, `"${'x'.repeat(1000)}"`), /^.{10,100}…$/, 'a long one is cut')
  t.end()
})

t.test('objects and lists', (t) => {
  const reader = objectField({
    by: optionalField(durationField),
    users: optionalField(listField(objectField({ name: textField('a name') }))),
  })
  t.same(read(reader, '{}'), { by: undefined, users: undefined })
  t.same(read(reader, '{"by":"1s","users":[{"name":"jane"}]}'), {
    by: 1000,
    users: [{ name: 'jane' }],
  })
  t.equal(problem(reader, '{"colour":1}'), 'there is no field "colour"; known are by, users')
  t.equal(problem(reader, '{"user":[]}'), 'there is no field "user"; did you mean users?')
  t.equal(
    problem(reader, '{"users":[{"nane":""}]}'),
    'there is no field "users[0].nane"; did you mean name?',
  )
  t.equal(
    problem(reader, '{"users":[{"name":"a"},{}]}'),
    'users[1].name: write a name, not nothing',
  )
  t.equal(problem(reader, '{"users":{}}'), 'users: write a list, not {}')
  t.equal(problem(reader, '[]'), 'write an object, not []')
  t.equal(
    problem(reader, '{"constructor":1}'),
    'there is no field "constructor"; known are by, users',
  )
  t.end()
})

t.test('bodies', (t) => {
  const reader = objectField({ force: optionalField(flagField) })
  const body = (text: string) => ({ body: Buffer.from(text) })
  t.same(readJsonBody(body(''), reader), { force: undefined })
  t.same(readJsonBody(body('{"force":true}'), reader), { force: true })
  t.throws(() => readJsonBody(body('{'), reader), {
    name: 'FieldProblem',
    message: 'the body is not JSON: unexpected end of JSON input',
  })
  const most = `{"force":true${' '.repeat(64 * 1024 - 14)}}`
  t.same(readJsonBody(body(most), reader), { force: true })
  t.throws(
    () => readJsonBody(body(`${most} `), reader),
    { name: 'StatusError', message: 'Request entity too large: limit is 65536' },
    'what is longer is not read in one go',
  )
  t.end()
})

t.test('what somebody sends is repeated in so far as one can read it', (t) => {
  const long = '<'.repeat(1_000_000)
  const reader = objectField({ name: textField('a name'), n: optionalField(flagField) })
  const problems = [
    problem(reader, `{"${long}":1}`),
    problem(reader, `{"name":"a","n":"${long}"}`),
    problem(reader, `{"name":{"a":"${long}"}}`),
    problem(mapField(textField('a text')), `{"${long}":1}`),
    new FieldProblem('a', long).message,
  ]
  for (const text of problems) t.ok(text.length <= 1001, text.slice(0, 80))
  t.equal(
    problem(reader, `{"${'a'.repeat(59)}":1}`),
    `there is no field "${'a'.repeat(59)}…; known are name, n`,
  )
  t.end()
})
