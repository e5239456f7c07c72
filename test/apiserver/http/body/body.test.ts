import t from 'tap'
import { compileSchemas } from '../../../../src/apimachinery/schema/schema-compile.ts'
import { encodeProtobuf } from '../../../../src/apimachinery/protobuf/envelope.ts'
import { StatusError } from '../../../../src/apimachinery/status.ts'
import { decodeBody, type FieldValidation } from '../../../../src/apiserver/http/body/body.ts'
import type { ExpectedKind } from '../../../../src/apiserver/http/body/kind.ts'
import { loadOpenApiDocument } from '../../../../src/server/openapi.ts'

const schemas = compileSchemas(loadOpenApiDocument())
const gvk = { group: '', version: 'v1', kind: 'ConfigMap' }
const expected: ExpectedKind = { schemas, schema: schemas.forKind(gvk)!, ...gvk }

const JSON_TYPE = 'application/json'
const YAML = 'application/yaml'
const PROTOBUF = 'application/vnd.kubernetes.protobuf'

interface Decoded {
  readonly object: any
  readonly warnings: string[]
}

const decode = (body: Buffer | string, type: string, mode: FieldValidation = 'Warn'): Decoded => {
  const warnings: string[] = []
  const warn = (text: string) => void warnings.push(text)
  return { object: decodeBody(Buffer.from(body), type, expected, mode, warn), warnings }
}

/** Returns `CODE message` of the error for a body, or `taken`. */
const refusal = (body: Buffer | string, type: string, mode?: FieldValidation) => {
  try {
    decode(body, type, mode)
  } catch (error) {
    if (error instanceof StatusError) return `${error.code} ${error.message}`
    throw error
  }
  return 'taken'
}

const map = { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'a' }, data: { x: 'y' } }

t.test('an object is decoded from three encodings', async (t) => {
  const json = decode(JSON.stringify(map), JSON_TYPE)
  const yaml = decode('metadata: {name: a}\ndata:\n  x: "y"\n', YAML)
  const binary = decode(encodeProtobuf(expected.schema, map), PROTOBUF)
  for (const { object, warnings } of [json, yaml, binary]) {
    t.match(object, map)
    t.strictSame(warnings, [])
  }
  t.match(decode(JSON.stringify(map), '').object, map, 'JSON by default')
  t.match(decode('{}', JSON_TYPE).object, { kind: 'ConfigMap', apiVersion: 'v1' })
  t.match(decode('null', JSON_TYPE).object, { kind: 'ConfigMap' })
})

t.test('an unknown media type is rejected', async (t) => {
  const message =
    '415 the body of the request was in an unknown format - accepted media types include: ' +
    'application/json, application/yaml, application/vnd.kubernetes.protobuf'
  for (const type of ['text/plain', 'application/cbor', 'application/x-www-form-urlencoded']) {
    t.equal(refusal('{}', type), message, type)
  }
})

t.test('unreadable bodies, and protobuf with too many values, are rejected', async (t) => {
  const head = '400 the object provided is unrecognized (must be of type ConfigMap): '
  const noKind = `couldn't get version/kind; json parse error: `
  for (const [body, type, message] of [
    ['', JSON_TYPE, `${noKind}unexpected end of JSON input (<empty>)`],
    ['{"a":', JSON_TYPE, `${noKind}unexpected end of JSON input ({"a":)`],
    ['[1]', JSON_TYPE, `${noKind}json: cannot unmarshal array into Go value of type struct`],
    ['"x"', JSON_TYPE, `${noKind}json: cannot unmarshal string into Go value of type struct`],
    [
      `{"kind":1,"a":"${'b'.repeat(40)}"}`,
      JSON_TYPE,
      `${noKind}json: cannot unmarshal number into Go struct field .kind of type string ({"kind":1,"a":"bbbbbbbbbbbbbbb ...)`,
    ],
    ['a: [1', YAML, "yaml: line 1: did not find expected ',' or ']' (613a205b31)"],
  ] as const) {
    const text = refusal(body, type)
    t.ok(text.startsWith(head + message), text)
  }
  const owners = Array.from({ length: 5000 }, () => ({}))
  const many = { ...map, metadata: { ownerReferences: owners } }
  t.throws(() => refusal(encodeProtobuf(expected.schema, many), PROTOBUF), { name: 'ManyValues' })
  t.match(refusal('not protobuf', PROTOBUF), /^400 the object provided is unrecognized/)
  t.match(refusal('k8s\0\xff\xff', PROTOBUF), /^400 the object provided is unrecognized/)
})

t.test("a kind or version other than the URL's is rejected", async (t) => {
  const of = (kind: string, apiVersion: string) =>
    refusal(JSON.stringify({ kind, apiVersion }), JSON_TYPE)
  t.equal(
    of('Unicorn', 'v1'),
    '400 Unicorn in version "v1" cannot be handled as a ConfigMap: no kind "Unicorn" is registered for version "v1" in scheme "pkg/api/legacyscheme/scheme.go:30"',
  )
  t.equal(
    of('Secret', 'v1'),
    '400 Secret in version "v1" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap): unknown conversion',
  )
  t.match(of('ConfigMap', 'v2'), /^400 ConfigMap in version "v2" cannot be handled/)
  for (const [kind, apiVersion] of [
    ['Status', 'example.com/v9'],
    ['APIGroup', 'v1'],
    ['ListOptions', 'v1'],
    ['WatchEvent', 'apps/v1'],
  ] as const)
    t.match(
      of(kind, apiVersion),
      `: converting (v1.${kind}) to (core.ConfigMap): unknown conversion`,
    )
  t.match(of('ListOptions', 'meta.k8s.io/v1'), ': no kind "ListOptions" is registered for version')
})

t.test('kind and apiVersion are found whatever their case', async (t) => {
  for (const [body, type] of [
    ['{"Kind":"Secret","APIVERSION":"v1"}', JSON_TYPE],
    ['Kind: Secret\nApiVersion: v1\n', YAML],
  ] as const) {
    t.equal(
      refusal(body, type),
      '400 Secret in version "v1" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap): unknown conversion',
    )
  }
  const { object, warnings } = decode('{"Kind":"ConfigMap","apiversion":"v1"}', JSON_TYPE)
  t.match(object, { kind: 'ConfigMap', apiVersion: 'v1' })
  t.strictSame(warnings, ['unknown field "Kind"', 'unknown field "apiversion"'])
})

t.test('unknown and duplicate fields are ignored, reported or rejected', async (t) => {
  const body = '{"colour":1,"data":{"x":"1","x":"2"},"immutable":true,"immutable":false}'
  const problems = [
    'duplicate field "data.x"',
    'duplicate field "immutable"',
    'unknown field "colour"',
  ]
  t.strictSame(decode(body, JSON_TYPE).warnings.sort(), problems)
  t.equal(decode(body, JSON_TYPE).object.data.x, '2', 'the last value counts')
  t.strictSame(decode(body, JSON_TYPE, 'Ignore').warnings, [])
  const strict = refusal(body, JSON_TYPE, 'Strict')
  t.ok(
    strict.startsWith(
      '400 ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: ',
    ),
  )
  for (const problem of problems) t.match(strict, problem)
  t.match(refusal('data: {x: "1", x: "2"}', YAML, 'Strict'), 'already set in map')
})

t.test("names of JavaScript's built-in properties are ordinary names", async (t) => {
  const { object, warnings } = decode(
    '{"data":{"__proto__":"a","constructor":"b"},"toString":1}',
    JSON_TYPE,
  )
  t.strictSame(Object.entries(object.data), [
    ['__proto__', 'a'],
    ['constructor', 'b'],
  ])
  t.strictSame(warnings, ['unknown field "toString"'])
})
