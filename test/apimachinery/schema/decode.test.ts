import assert from 'node:assert/strict'
import t from 'tap'
import { decodeObject, DecodeError } from '../../../src/apimachinery/schema/decode.ts'
import { parseJson, stringifyJson } from '../../../src/apimachinery/text/json.ts'
import { compileSchemas } from '../../../src/apimachinery/schema/schema-compile.ts'
import { releaseOf } from '../../../src/apimachinery/release/known-releases.ts'
import { loadOpenApiDocument, sharedOpenApi } from '../../../src/server/openapi.ts'
import { forAll } from '../../fixtures/property.ts'
import { anyObject } from '../any-object.ts'
import { gadget } from '../sample-schemas.ts'

const decode = (text: string) => decodeObject(gadget, parseJson(text).value)
const spec = (text: string) => {
  const { object } = decode(`{"spec":${text}}`)
  return stringifyJson((object as unknown as { spec: unknown }).spec)
}

t.test("decoded fields are in wire order, with Go's zero values", async (t) => {
  t.equal(
    stringifyJson(
      decode('{"spec":{"owner":"x"},"metadata":{"name":"a"},"apiVersion":"v","kind":"K"}').object,
    ),
    '{"kind":"K","apiVersion":"v","metadata":{"name":"a"},"spec":{"request":null,"owner":"x"}}',
  )
  const empty = '{"metadata":{},"spec":{"request":null,"owner":""}}'
  for (const text of ['{}', 'null', '{"metadata":null,"spec":null,"status":null}']) {
    t.equal(stringifyJson(decode(text).object), empty, text)
  }
  t.equal(
    stringifyJson(decode('{"status":{"conditions":[{},null]}}').object),
    empty.replace(
      /\}$/,
      ',"status":{"conditions":[{"type":"","status":"","time":null},{"type":"","status":"","time":null}]}}',
    ),
  )
})

t.test('empty omitempty fields are omitted, except pointers to empty values', async (t) => {
  const zero = '{"request":null,"owner":""}'
  t.equal(spec('{"usages":[],"extra":{},"count":0,"ratio":0,"paused":false,"size":null}'), zero)
  t.equal(spec('{"usages":null,"count":null,"seconds":null,"parent":null,"fields":null}'), zero)
  t.equal(spec('{"seconds":0}'), '{"request":null,"owner":"","seconds":0}')
  t.equal(spec('{"parent":{}}'), `{"request":null,"owner":"","parent":${zero}}`)
  t.equal(spec('{"request":""}'), '{"request":"","owner":""}')
})

t.test('null inside lists and maps becomes the zero value of the element type', async (t) => {
  t.equal(
    spec('{"usages":["a",null],"extra":{"b":null,"a":[],"c":[null]},"data":{"x":null,"y":""}}'),
    '{"request":null,"owner":"","usages":["a",""],"extra":{"a":[],"b":null,"c":[""]},"data":{"x":"","y":""}}',
  )
})

t.test('maps are sorted and have no prototype', async (t) => {
  const { object } = decode('{"metadata":{"labels":{"b":"1","__proto__":"2","B":"3"}}}')
  const labels = object.metadata.labels!
  t.equal(Object.getPrototypeOf(labels), null)
  t.strictSame(Object.keys(labels), ['B', '__proto__', 'b'])
})

t.test("values are normalized like Go's, but numbers like JavaScript's", async (t) => {
  t.equal(spec('{"request":"YW\\nI="}'), '{"request":"YWI=","owner":""}')
  t.equal(spec('{"request":[97,98,null]}'), '{"request":"YWIA","owner":""}')
  t.equal(spec('{"count":-0,"seconds":-0}'), '{"request":null,"owner":"","seconds":0}')
  t.equal(
    spec('{"count":9223372036854775807}'),
    '{"request":null,"owner":"","count":9223372036854776000}',
  )
  t.equal(spec('{"size":"1000m","port":"x"}'), '{"request":null,"owner":"","port":"x","size":"1"}')
  t.equal(spec('{"size":1.5,"port":80}'), '{"request":null,"owner":"","port":80,"size":"1500m"}')
  t.equal(
    spec('{"fields":{"b":1.50,"a":{"x":null}}}'),
    '{"request":null,"owner":"","fields":{"b":1.5,"a":{"x":null}}}',
  )
  const { object } = decode('{"metadata":{"creationTimestamp":"2024-01-01T01:00:00.5+01:00"}}')
  t.equal(object.metadata.creationTimestamp, '2024-01-01T00:00:00Z')
})

t.test('unknown fields are dropped, and their existence is reported', async (t) => {
  const { object, hasUnknown } = decode(
    '{"status":{"conditions":[{"type":"a"},{"x":{"y":1}}]},"Metadata":1,"spec":{"colour":"red","parent":{"Owner":"x"}}}',
  )
  t.equal(hasUnknown, true)
  t.notMatch(stringifyJson(object), /red/)
})

t.test('from 1.35 on, paths in errors name embedded structs', async (t) => {
  const pod = { group: '', version: 'v1', kind: 'Pod' }
  const decodePod = (version: string, podSpec: object) => () => {
    const schema = sharedOpenApi(releaseOf(version)!).schemas.forKind(pod)!
    decodeObject(schema, { spec: podSpec })
  }
  const volumes = { volumes: [{ emptyDir: 'x' }] }
  const env = [{ valueFrom: { secretKeyRef: { name: 1 } } }]
  const probe = { livenessProbe: { exec: 1 } }
  for (const [podSpec, path, type] of [
    [volumes, 'Volume.spec.volumes.VolumeSource.emptyDir', 'v1.EmptyDirVolumeSource'],
    [
      { volumes: [{ configMap: { name: 1 } }] },
      'ConfigMapVolumeSource.spec.volumes.VolumeSource.configMap.LocalObjectReference.name',
      'string',
    ],
    [
      { containers: [{ env }] },
      'SecretKeySelector.spec.containers.env.valueFrom.secretKeyRef.LocalObjectReference.name',
      'string',
    ],
    [
      { containers: [probe] },
      'Probe.spec.containers.livenessProbe.ProbeHandler.exec',
      'v1.ExecAction',
    ],
    [
      { ephemeralContainers: [{ name: 1 }] },
      'EphemeralContainer.spec.ephemeralContainers.EphemeralContainerCommon.name',
      'string',
    ],
  ] as const)
    t.throws(decodePod('v1.36.3', podSpec), {
      message: new RegExp(`into Go struct field ${path} of type ${type}$`),
    })
  t.throws(decodePod('v1.34.9', volumes), { message: /field Volume\.spec\.volumes\.emptyDir of/ })
})

t.test("values of the wrong type get encoding/json's errors", async (t) => {
  for (const [text, message] of [
    ['[]', 'array into Go value of type v1.Gadget'],
    ['3', 'number into Go value of type v1.Gadget'],
    ['{"spec":"x"}', 'string into Go struct field Gadget.spec of type v1.GadgetSpec'],
    [
      '{"metadata":{"name":true}}',
      'bool into Go struct field ObjectMeta.metadata.name of type string',
    ],
    [
      '{"metadata":{"labels":{"a":1}}}',
      'number into Go struct field ObjectMeta.metadata.labels of type string',
    ],
    [
      '{"metadata":{"labels":[]}}',
      'array into Go struct field ObjectMeta.metadata.labels of type map[string]string',
    ],
    [
      '{"spec":{"usages":"x"}}',
      'string into Go struct field GadgetSpec.spec.usages of type []v1.Usage',
    ],
    [
      '{"spec":{"usages":[1]}}',
      'number into Go struct field GadgetSpec.spec.usages of type v1.Usage',
    ],
    [
      '{"spec":{"extra":{"a":"x"}}}',
      'string into Go struct field GadgetSpec.spec.extra of type v1.ExtraValue',
    ],
    [
      '{"spec":{"seconds":"1"}}',
      'string into Go struct field GadgetSpec.spec.seconds of type int32',
    ],
    [
      '{"spec":{"seconds":1.5}}',
      'number 1.5 into Go struct field GadgetSpec.spec.seconds of type int32',
    ],
    [
      '{"spec":{"seconds":1e3}}',
      'number 1e3 into Go struct field GadgetSpec.spec.seconds of type int32',
    ],
    [
      '{"spec":{"seconds":2147483648}}',
      'number 2147483648 into Go struct field GadgetSpec.spec.seconds of type int32',
    ],
    [
      '{"spec":{"count":9223372036854775808}}',
      'number 9223372036854775808 into Go struct field GadgetSpec.spec.count of type int64',
    ],
    ['{"spec":{"ratio":"x"}}', 'string into Go struct field GadgetSpec.spec.ratio of type float64'],
    [
      '{"spec":{"ratio":1e999}}',
      'number 1e999 into Go struct field GadgetSpec.spec.ratio of type float64',
    ],
    ['{"spec":{"paused":{}}}', 'object into Go struct field GadgetSpec.spec.paused of type bool'],
    [
      '{"spec":{"request":1}}',
      'number into Go struct field GadgetSpec.spec.request of type []uint8',
    ],
    [
      '{"spec":{"request":[256]}}',
      'number 256 into Go struct field GadgetSpec.spec.request of type uint8',
    ],
    ['{"spec":{"port":{}}}', 'object into Go struct field GadgetSpec.spec.port of type int32'],
    [
      '{"spec":{"parent":{"parent":{"owner":1}}}}',
      'number into Go struct field GadgetSpec.spec.parent.parent.owner of type string',
    ],
    [
      '{"status":{"conditions":[{},{"status":5}]}}',
      'number into Go struct field Condition.status.conditions.status of type v1.ConditionStatus',
    ],
    [
      '{"metadata":{"creationTimestamp":5}}',
      'number into Go struct field ObjectMeta.metadata.creationTimestamp of type string',
    ],
  ] as const) {
    t.throws(() => decode(text), new DecodeError(`json: cannot unmarshal ${message}`), text)
  }
})

t.test('the first error of the document is reported', async (t) => {
  t.throws(() => decode('{"spec":{"usages":1,"owner":1}}'), /spec\.usages/)
  t.throws(() => decode('{"spec":{"owner":1,"usages":1}}'), /spec\.owner/)
  t.throws(
    () => decode('{"spec":{"request":"!!!","owner":1}}'),
    new DecodeError('illegal base64 data at input byte 0'),
  )
  t.throws(() => decode('{"spec":{"owner":1,"request":"!!!"}}'), /spec\.owner/)
})

t.test(
  'an invalid time or quantity is reported instead of earlier errors, since it ends decoding',
  async (t) => {
    const message = 'parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"'
    t.throws(
      () => decode('{"spec":{"owner":1},"metadata":{"creationTimestamp":"x"}}'),
      new DecodeError(message),
    )
    t.throws(() => decode('{"spec":{"owner":1,"size":"x"}}'), /^quantities must match/)
  },
)

t.test('decoding is idempotent for any object of any kind', async (t) => {
  const { components } = loadOpenApiDocument()
  const schemas = compileSchemas({ components })
  for (const [name, component] of Object.entries(components.schemas)) {
    if (component['x-kubernetes-group-version-kind'] === undefined) continue
    const schema = schemas.forName(name)
    await forAll(t, anyObject(schema), { numRuns: 20 }, (object) => {
      const first = decodeObject(schema, parseJson(JSON.stringify(object)).value)
      const again = decodeObject(schema, parseJson(stringifyJson(first.object)).value)
      assert.equal(stringifyJson(again.object), stringifyJson(first.object), name)
      assert.equal(first.hasUnknown, false)
    })
  }
})
