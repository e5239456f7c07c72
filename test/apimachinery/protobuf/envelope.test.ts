import assert from 'node:assert/strict'
import t from 'tap'
import { decodeObject } from '../../../src/apimachinery/schema/decode.ts'
import { parseJson, stringifyJson } from '../../../src/apimachinery/text/json.ts'
import { apiVersionOf, type GroupVersionKind } from '../../../src/apimachinery/meta.ts'
import {
  decodeProtobuf,
  encodeProtobuf,
  encodeWatchFrame,
  ProtobufError,
} from '../../../src/apimachinery/protobuf/envelope.ts'
import type { StructSchema } from '../../../src/apimachinery/schema/schema.ts'
import { compileSchemas } from '../../../src/apimachinery/schema/schema-compile.ts'
import { loadOpenApiDocument } from '../../../src/server/openapi.ts'
import { fc, forAll } from '../../fixtures/property.ts'
import { anyObject } from '../any-object.ts'
import { gadget, schemas } from '../sample-schemas.ts'

const GVK = { group: 'sample.k8s.io', version: 'v1', kind: 'Gadget' }
const identity = { kind: 'Gadget', apiVersion: 'sample.k8s.io/v1' }

const schemaFor = (gvk: GroupVersionKind) => schemas.forKind(gvk)
const decode = (bytes: Uint8Array) => stringifyJson(decodeProtobuf(bytes, schemaFor).object)

const made = (schema: StructSchema, object: object, gvk: GroupVersionKind) =>
  decodeObject(
    schema,
    parseJson(JSON.stringify({ ...object, kind: gvk.kind, apiVersion: apiVersionOf(gvk) })).value,
  ).object

const field = (number: number, wireType: number, ...bytes: (number | Uint8Array)[]) => {
  const body = Buffer.concat(
    bytes.map((part) => (typeof part === 'number' ? Buffer.of(part) : part)),
  )
  const head = [(number << 3) | wireType]
  return Buffer.concat([Buffer.from(wireType === 2 ? [...head, body.length] : head), body])
}

const text = (number: number, value: string) => field(number, 2, Buffer.from(value))

const envelope = (raw: Uint8Array, apiVersion = 'sample.k8s.io/v1', kind = 'Gadget') =>
  Buffer.concat([
    Buffer.from('k8s\0'),
    field(1, 2, text(1, apiVersion), text(2, kind)),
    field(2, 2, raw),
    text(3, ''),
    text(4, ''),
  ])

t.test('a CSR encoded by Go is decoded', async (t) => {
  // encoded with k8s.io/api, which writes unset non-pointer fields as zero values
  const bytes = Buffer.from(
    'azhzAAozChZjZXJ0aWZpY2F0ZXMuazhzLmlvL3YxEhlDZXJ0aWZpY2F0ZVNpZ25pbmdSZXF1ZXN0EjYKEQoBeBIAGgAiACoA' +
      'MgA4AEIAEh8KAWESABoAKgNhbnkyBQoBYRIAMggKAWISAwoBMToAGgAaACIA',
    'base64',
  )
  const { components } = loadOpenApiDocument()
  const all = compileSchemas({ components })
  const { gvk, object } = decodeProtobuf(bytes, (kind) => all.forKind(kind))
  t.equal(gvk.group, 'certificates.k8s.io')
  t.equal(
    stringifyJson(object),
    '{"kind":"CertificateSigningRequest","apiVersion":"certificates.k8s.io/v1","metadata":{"name":"x"},' +
      '"spec":{"request":"YQ==","signerName":"","usages":["any"],"extra":{"a":[],"b":["1"]}},"status":{}}',
  )
})

t.test('an object is encoded field by field, ordered by number', async (t) => {
  const object = {
    ...identity,
    metadata: { name: 'x' },
    spec: { owner: 'o', usages: ['u'], seconds: 0, secretName: 's', secretKey: 'k' },
  }
  const raw = Buffer.concat([
    field(1, 2, text(1, 'x')),
    field(
      2,
      2,
      text(2, 'o'),
      text(3, 'u'),
      field(6, 0, 0),
      field(15, 2, text(1, 's'), field(2, 2, text(7, 'k'))),
    ),
  ])
  t.strictSame(encodeProtobuf(gadget, object), envelope(raw))
  t.equal(
    decode(envelope(raw)),
    '{"kind":"Gadget","apiVersion":"sample.k8s.io/v1","metadata":{"name":"x"},"spec":{"request":null,' +
      '"owner":"o","usages":["u"],"seconds":0,"secretName":"s","secretKey":"k"}}',
  )
})

t.test('an empty time is unset, zero is 1970, and a year above 9999 is an error', async (t) => {
  const withTime = (...bytes: number[]) => envelope(field(1, 2, field(8, 2, ...bytes)))
  t.notMatch(decode(withTime()), /creationTimestamp/)
  t.match(decode(withTime(0x08, 0, 0x10, 0)), /"creationTimestamp":"1970-01-01T00:00:00Z"/)
  t.match(decode(withTime(0x08, 5, 0x10, 7)), /"creationTimestamp":"1970-01-01T00:00:05Z"/)
  const year10000 = [0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]
  t.throws(
    () => decode(withTime(...year10000)),
    new ProtobufError('proto: Timestamp: time out of range'),
  )
})

t.test('unknown fields are skipped, whatever their type', async (t) => {
  const raw = Buffer.concat([
    field(12, 0, 1),
    Buffer.from([0xa2, 0x06, 2, 1, 2]),
    field(9, 5, 1, 2, 3, 4),
    field(10, 1, 1, 2, 3, 4, 5, 6, 7, 8),
    Buffer.from([0x5b, 0x08, 0x01, 0x5c]),
    field(1, 2, text(1, 'x')),
  ])
  t.match(decode(envelope(raw)), /"metadata":\{"name":"x"\}/)
})

t.test('lists of numbers are read packed and unpacked', async (t) => {
  const raw = (spec: Buffer) => envelope(field(2, 2, spec))
  t.match(decode(raw(Buffer.concat([field(14, 0, 1), field(14, 0, 2)]))), /"levels":\[1,2\]/)
  t.match(decode(raw(field(14, 2, 1, 2, 3))), /"levels":\[1,2,3\]/)
})

t.test('an envelope without kind or version gets the defaults, or is rejected', async (t) => {
  const bare = envelope(field(1, 2, text(1, 'x')), '', '')
  const { gvk, object } = decodeProtobuf(bare, schemaFor, GVK)
  t.strictSame(gvk, GVK)
  t.equal(object.kind, 'Gadget')
  t.equal(object.apiVersion, 'sample.k8s.io/v1')
  t.throws(
    () => decode(bare),
    new ProtobufError(`Object 'Kind' is missing in 'runtime.TypeMeta{APIVersion:"", Kind:""}'`),
  )
  t.throws(
    () => decode(envelope(Buffer.alloc(0), '', 'Gadget')),
    new ProtobufError(
      `Object 'apiVersion' is missing in 'runtime.TypeMeta{APIVersion:"", Kind:"Gadget"}'`,
    ),
  )
})

t.test("invalid messages get the real serializer's errors", async (t) => {
  const spec = (...parts: Buffer[]) => envelope(field(2, 2, ...parts))
  const prefix =
    'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]'
  const scheme = 'in scheme "pkg/api/legacyscheme/scheme.go:30"'
  for (const [bytes, message] of [
    [Buffer.alloc(0), 'empty data'],
    [Buffer.from('k8'), prefix],
    [Buffer.from('{"kind":"Gadget"}'), prefix],
    [Buffer.from('k8s\0'), 'empty body'],
    [
      envelope(Buffer.alloc(0), 'v1', 'Pod'),
      `no kind "Pod" is registered for version "v1" ${scheme}`,
    ],
    [envelope(Buffer.from([0x0a, 5, 1])), 'unexpected EOF'],
    [envelope(Buffer.from([0x80])), 'unexpected EOF'],
    [spec(field(2, 0, 1)), 'proto: wrong wireType = 0 for field Owner'],
    [spec(field(6, 2, 1)), 'proto: wrong wireType = 2 for field Seconds'],
    [spec(Buffer.from([0x0c])), 'proto: GadgetSpec: wiretype end group for non-group'],
    [spec(Buffer.from([0x00])), 'proto: GadgetSpec: illegal tag 0 (wire type 0)'],
    [spec(Buffer.from([0x87, 0x01])), 'proto: illegal wireType 7'],
    [spec(field(10, 2, text(1, '{'))), 'proto: raw value is not JSON'],
  ] as const) {
    t.throws(() => decode(bytes), new ProtobufError(message), message)
  }
})

t.test('decoding a damaged message succeeds or throws a ProtobufError', async (t) => {
  const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 })
  const cuts = fc.option(fc.nat(), { freq: 1, nil: undefined })
  const cases = fc.tuple(anyObject(gadget, true), changes, cuts)
  let refused = 0
  await forAll(t, cases, { numRuns: 3000 }, ([object, changed, cut]) => {
    const bytes = encodeProtobuf(gadget, made(gadget, object, GVK))
    for (const [at, byte] of changed) bytes[4 + (at % (bytes.length - 4))] = byte
    try {
      decodeProtobuf(bytes.subarray(0, cut && cut % bytes.length), schemaFor)
    } catch (error) {
      refused++
      assert.ok(error instanceof ProtobufError, error as Error)
    }
  })
  t.ok(refused > 300, `${refused} of 3000 were rejected`)
})

t.test('a watch frame is a length and an event; only its object has an envelope', async (t) => {
  const object = encodeProtobuf(gadget, identity)
  const event = Buffer.concat([text(1, 'ADDED'), field(2, 2, field(1, 2, object))])
  const frame = encodeWatchFrame('ADDED', object)
  t.equal(frame.readUInt32BE(0), event.length)
  t.strictSame(frame.subarray(4), event)
})

t.test('any object of any kind survives a round trip', async (t) => {
  const { components } = loadOpenApiDocument()
  const all = compileSchemas({ components })
  for (const [name, component] of Object.entries(components.schemas)) {
    const [gvk] = component['x-kubernetes-group-version-kind'] ?? []
    // in protobuf, the raw object of an event is not JSON
    if (gvk === undefined || gvk.kind === 'WatchEvent') continue
    const schema = all.forName(name)
    await forAll(t, anyObject(schema, true), { numRuns: 20 }, (any) => {
      const object = made(schema, any, gvk)
      const decoded = decodeProtobuf(encodeProtobuf(schema, object), (kind) => all.forKind(kind))
      assert.equal(stringifyJson(decoded.object), stringifyJson(object), name)
    })
  }
})
