import t from 'tap'
import { decodeObject } from '../../../src/apimachinery/schema/decode.ts'
import { parseJson } from '../../../src/apimachinery/text/json.ts'
import { strictErrors, unknownFields } from '../../../src/apimachinery/schema/strict.ts'
import { gadget } from '../sample-schemas.ts'

const errors = (text: string) => {
  const { value, duplicates } = parseJson(text)
  return strictErrors(gadget, value, decodeObject(gadget, value).hasUnknown, duplicates)
}

t.test('unknown and duplicate fields are reported together, in document order', async (t) => {
  t.strictSame(errors('{"metadata":{"size":1},"spec":{"colour":"red"}}'), [
    'unknown field "metadata.size"',
    'unknown field "spec.colour"',
  ])
  t.strictSame(errors('{"metadata":{"name":"x","name":"y"}}'), ['duplicate field "metadata.name"'])
  t.strictSame(
    errors(
      '{"foo":1,"metadata":{"bar":1,"labels":{"a":"1","a":"2"}},"spec":{"owner":"a","x\\"":1,"owner":"b"}}',
    ),
    [
      'unknown field "foo"',
      'unknown field "metadata.bar"',
      'duplicate field "metadata.labels.a"',
      'duplicate field "spec.owner"',
      'unknown field "spec.x\\""',
    ],
  )
})

t.test('duplicates count in list items, but not in unknown fields and raw JSON', async (t) => {
  t.strictSame(errors('{"spec":{"colour":{"a":1,"a":2},"fields":{"f:a":{},"f:a":{}}}}'), [
    'unknown field "spec.colour"',
  ])
  t.strictSame(errors('{"status":{"conditions":[{"type":"a"},{"type":"a","type":"b"}]}}'), [
    'duplicate field "status.conditions[1].type"',
  ])
})

t.test('an error is reported once, and at most a hundred errors are reported', async (t) => {
  t.strictSame(errors('{"kind":"a","kind":"b","kind":"c"}'), ['duplicate field "kind"'])
  t.strictSame(errors('{"x":1,"x":2}'), ['unknown field "x"'])
  const many = Array.from({ length: 150 }, (_, i) => `"x${i}":1`).join()
  t.equal(errors(`{${many}}`).length, 100)
  t.equal(errors(`{"kind":"a","kind":"b",${many}}`).length, 100)
})

t.test('the paths of unknown fields are listed in document order', async (t) => {
  const { value } = parseJson(
    '{"status":{"conditions":[{"type":"a"},{"x":{"y":1}}]},"Metadata":1,"spec":{"colour":"red","parent":{"Owner":"x"}}}',
  )
  t.strictSame(unknownFields(gadget, value), [
    'status.conditions[1].x',
    'Metadata',
    'spec.colour',
    'spec.parent.Owner',
  ])
})
