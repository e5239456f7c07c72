import t from 'tap'
import { DecodeError } from '../../../src/apimachinery/schema/decode.ts'
import { parseJson } from '../../../src/apimachinery/text/json.ts'
import { typeMetaOf } from '../../../src/apimachinery/schema/type-meta.ts'

const meta = (text: string) => typeMetaOf(parseJson(text).value)

t.test('apiVersion and kind are found, whatever the case of their names', async (t) => {
  for (const [text, apiVersion, kind] of [
    ['{"kind":"Role","apiVersion":"v1","x":1}', 'v1', 'Role'],
    ['{"KIND":"Role","apiversion":"v1"}', 'v1', 'Role'],
    ['{"\u212aind":"Role","api\u0056er\u017fion":"v1"}', 'v1', 'Role'],
    ['{"k\u0131nd":"Role","k\u0130nd":"Role","kinds":"x","akind":"x"}', '', ''],
    // if a name is repeated, the last value counts
    ['{"kind":"Role","Kind":"Secret"}', '', 'Secret'],
    ['{"kind":null}', '', ''],
    ['null', '', ''],
  ] as const)
    t.strictSame(meta(text), { apiVersion, kind }, text)
})

t.test("invalid documents get encoding/json's errors", async (t) => {
  const type =
    'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'
  for (const [text, message] of [
    ['[]', `json: cannot unmarshal array into Go value of type ${type}`],
    ['1.0', `json: cannot unmarshal number into Go value of type ${type}`],
    ['"x"', `json: cannot unmarshal string into Go value of type ${type}`],
    ['{"kind":3}', 'json: cannot unmarshal number into Go struct field .kind of type string'],
    [
      '{"apiVersion":{}}',
      'json: cannot unmarshal object into Go struct field .apiVersion of type string',
    ],
  ] as const)
    t.throws(() => meta(text), new DecodeError(message), text)
})
