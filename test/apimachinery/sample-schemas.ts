/** An OpenAPI document with every kind of field, and its compiled schemas. */
import { compileSchemas } from '../../src/apimachinery/schema/schema-compile.ts'
import type { OpenApiSchema } from '../../src/apimachinery/schema/openapi-schema.ts'

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1'
const API = 'io.k8s.api.sample.v1'

const ref = (name: string): OpenApiSchema => ({ $ref: `#/components/schemas/${name}` })
const byValue = (name: string): OpenApiSchema => ({ allOf: [ref(name)], default: {} })
const byPointer = (name: string): OpenApiSchema => ({ allOf: [ref(name)] })
const text: OpenApiSchema = { type: 'string' }
const listOf = (items: OpenApiSchema): OpenApiSchema => ({ type: 'array', items })
const mapOf = (additionalProperties: OpenApiSchema): OpenApiSchema => ({
  type: 'object',
  additionalProperties,
})
const numbered = (protobuf: number, schema: OpenApiSchema): OpenApiSchema => ({
  ...schema,
  'x-csrlab-protobuf': protobuf,
})

export const document = {
  components: {
    schemas: {
      [`${META}.Time`]: { type: 'string', format: 'date-time' },
      [`${META}.MicroTime`]: { type: 'string', format: 'date-time' },
      [`${META}.FieldsV1`]: { type: 'object' },
      'io.k8s.apimachinery.pkg.api.resource.Quantity': { type: 'string' },
      'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { type: 'string' },
      [`${META}.ObjectMeta`]: {
        type: 'object',
        properties: {
          name: numbered(1, text),
          creationTimestamp: numbered(8, ref(`${META}.Time`)),
          labels: numbered(11, mapOf(text)),
          finalizers: {
            ...numbered(14, listOf(text)),
            'x-kubernetes-list-type': 'set',
            'x-kubernetes-patch-strategy': 'merge',
          },
        },
      },
      [`${API}.Gadget`]: {
        type: 'object',
        properties: {
          apiVersion: text,
          kind: text,
          metadata: numbered(1, byValue(`${META}.ObjectMeta`)),
          spec: numbered(2, byValue(`${API}.GadgetSpec`)),
          status: numbered(3, byPointer(`${API}.GadgetStatus`)),
        },
        'x-kubernetes-group-version-kind': [
          { group: 'sample.k8s.io', version: 'v1', kind: 'Gadget' },
          { group: '', version: 'v1', kind: 'Thing' },
        ],
      },
      [`${API}.GadgetList`]: {
        type: 'object',
        required: ['items'],
        properties: {
          apiVersion: text,
          kind: text,
          items: { ...numbered(2, listOf(ref(`${API}.Gadget`))), 'x-csrlab-zero': [] },
        },
        'x-kubernetes-group-version-kind': [
          { group: 'sample.k8s.io', version: 'v1', kind: 'GadgetList' },
        ],
      },
      [`${API}.GadgetSpec`]: {
        type: 'object',
        required: ['request', 'owner'],
        properties: {
          request: numbered(1, { type: 'string', format: 'byte' }),
          owner: numbered(2, text),
          usages: numbered(3, listOf({ ...text, 'x-csrlab-go-type': 'v1.Usage' })),
          extra: numbered(4, mapOf({ ...listOf(text), 'x-csrlab-go-type': 'v1.ExtraValue' })),
          data: numbered(5, mapOf({ type: 'string', format: 'byte' })),
          seconds: {
            ...numbered(6, { type: 'integer', format: 'int32' }),
            'x-csrlab-pointer': true,
          },
          count: numbered(7, { type: 'integer', format: 'int64' }),
          ratio: numbered(8, { type: 'number', format: 'double' }),
          paused: numbered(9, { type: 'boolean' }),
          fields: numbered(10, byPointer(`${META}.FieldsV1`)),
          port: numbered(11, ref('io.k8s.apimachinery.pkg.util.intstr.IntOrString')),
          size: numbered(12, ref('io.k8s.apimachinery.pkg.api.resource.Quantity')),
          parent: numbered(13, byPointer(`${API}.GadgetSpec`)),
          levels: numbered(14, listOf({ type: 'integer', format: 'int64' })),
          secretName: { ...text, 'x-csrlab-protobuf-path': [15, 1] },
          secretKey: { ...text, 'x-csrlab-protobuf-path': [15, 2, 7] },
        },
      },
      [`${API}.GadgetStatus`]: {
        type: 'object',
        properties: {
          conditions: {
            ...numbered(1, listOf(ref(`${API}.Condition`))),
            'x-kubernetes-list-type': 'map',
            'x-kubernetes-list-map-keys': ['type'],
            'x-kubernetes-patch-strategy': 'merge,retainKeys',
            'x-kubernetes-patch-merge-key': 'type',
          },
        },
      },
      [`${API}.Condition`]: {
        type: 'object',
        required: ['type', 'status'],
        properties: {
          type: numbered(1, text),
          status: numbered(2, { ...text, 'x-csrlab-go-type': 'v1.ConditionStatus' }),
          time: { ...numbered(3, ref(`${META}.Time`)), 'x-csrlab-zero': null },
          heartbeat: numbered(4, ref(`${META}.MicroTime`)),
        },
        'x-kubernetes-map-type': 'atomic',
      },
    } as Record<string, OpenApiSchema>,
  },
}

export const schemas = compileSchemas(document)
export const gadget = schemas.forName(`${API}.Gadget`)
export const gadgetSpec = schemas.forName(`${API}.GadgetSpec`)
export const condition = schemas.forName(`${API}.Condition`)
