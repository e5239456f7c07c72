import t from 'tap'
import type { StructSchema } from '../../../src/api/schema/schema.ts'
import { compileSchemas, zeroOf } from '../../../src/api/schema/schema-compile.ts'
import { document, gadget, gadgetSpec, schemas } from '../sample-schemas.ts'

const field = (struct: StructSchema, name: string) => struct.byName.get(name)!

t.test('kinds are found by all their groups and versions', (t) => {
  t.equal(schemas.forKind({ group: 'sample.k8s.io', version: 'v1', kind: 'Gadget' }), gadget)
  t.equal(schemas.forKind({ group: '', version: 'v1', kind: 'Thing' }), gadget)
  t.equal(schemas.forKind({ group: '', version: 'v1', kind: 'Gadget' }), undefined)
  t.throws(() => schemas.forName('io.k8s.Nothing'), /no component io\.k8s\.Nothing/)
  t.end()
})

t.test('structs are named as Go names them', (t) => {
  t.match(gadgetSpec, { goName: 'GadgetSpec', goType: 'v1.GadgetSpec', atomic: false })
  t.equal(schemas.forName('io.k8s.api.sample.v1.Condition').atomic, true)
  t.end()
})

t.test('a kind begins with its kind, other structs keep the order of the document', (t) => {
  t.strictSame(
    gadget.fields.map(({ name }) => name),
    ['kind', 'apiVersion', 'metadata', 'spec', 'status'],
  )
  t.strictSame(
    gadgetSpec.fields.slice(0, 3).map(({ name }) => name),
    ['request', 'owner', 'usages'],
  )
  t.end()
})

t.test('types are those that Go prints', (t) => {
  const types = Object.fromEntries(
    gadgetSpec.fields.map(({ name, schema }) => [name, schema.goType]),
  )
  t.match(types, {
    request: '[]uint8',
    owner: 'string',
    usages: '[]v1.Usage',
    extra: 'map[string]v1.ExtraValue',
    data: 'map[string][]uint8',
    seconds: 'int32',
    count: 'int64',
    ratio: 'float64',
    paused: 'bool',
    port: 'intstr.IntOrString',
    size: 'resource.Quantity',
    parent: 'v1.GadgetSpec',
  })
  t.end()
})

t.test('zeros follow from default, required and the explicit zero', (t) => {
  const zeros = Object.fromEntries(gadgetSpec.fields.map(({ name, zero }) => [name, zero]))
  t.match(zeros, { request: null, owner: '', usages: undefined, seconds: undefined })
  t.strictSame(field(gadget, 'spec').zero, {})
  t.equal(field(gadget, 'status').zero, undefined)
  t.equal(JSON.stringify(zeroOf(gadget)), '{"metadata":{},"spec":{"request":null,"owner":""}}')
  t.not(zeroOf(gadget), zeroOf(gadget), 'each caller gets its own')
  t.end()
})

t.test('what patches need is kept', (t) => {
  const status = field(gadget, 'status').schema as StructSchema
  const conditions = field(status, 'conditions')
  t.match(conditions, { patchMerge: true, patchMergeKey: 'type' })
  t.match(conditions.schema, { listType: 'map', mapKeys: ['type'] })
  const metadata = field(gadget, 'metadata').schema as StructSchema
  t.match(field(metadata, 'finalizers').schema, { listType: 'set', mapKeys: [] })
  t.match(field(gadgetSpec, 'usages').schema, { listType: 'atomic' })
  t.match(field(gadgetSpec, 'usages'), { patchMerge: false, patchMergeKey: undefined })
  t.end()
})

t.test('a type that contains itself compiles to a schema that contains itself', (t) => {
  t.equal(field(gadgetSpec, 'parent').schema, gadgetSpec)
  t.end()
})

t.test('marks of single fields are kept', (t) => {
  t.equal(field(gadgetSpec, 'seconds').pointer, true)
  t.equal(field(gadgetSpec, 'count').pointer, undefined)
  t.equal(field(gadgetSpec, 'seconds').protobuf, 6)
  t.strictSame(field(gadgetSpec, 'secretKey').protobufPath, [15, 2, 7])
  t.equal(field(gadget, 'kind').protobuf, 0)
  t.end()
})

t.test('nothing is compiled before it is asked for', (t) => {
  const broken = compileSchemas({
    components: {
      schemas: {
        ...document.components.schemas,
        'io.k8s.api.sample.v1.Broken': { properties: { x: { type: 'nonsense' } } },
        'io.k8s.api.sample.v1.Lost': { properties: { x: { $ref: '#/components/schemas/a.b.C' } } },
      },
    },
  })
  t.equal(broken.forName('io.k8s.api.sample.v1.Gadget').goName, 'Gadget')
  t.throws(() => broken.forName('io.k8s.api.sample.v1.Broken'), /no Go type/)
  t.throws(() => broken.forName('io.k8s.api.sample.v1.Lost'), /no component a\.b\.C/)
  t.end()
})
