/** The hand-written schemas of openapi.yaml: their common rules, and their compiled form. */
import t from 'tap'
import { compileSchemas } from '../../src/apimachinery/schema/schema-compile.ts'
import type { OpenApiSchema } from '../../src/apimachinery/schema/openapi-schema.ts'
import { zeroOf } from '../../src/apimachinery/schema/zero.ts'
import { byHand, type ComponentSchema, gvkText, nameIn, type OpenAPI } from './document.ts'

const { components }: OpenAPI = byHand.toJS()
const { schemas } = components
const compiled = compileSchemas({ components })

const labelled = Object.entries(schemas).flatMap(([name, schema]) =>
  Object.entries(schema.properties ?? {}).map(
    ([field, property]) => [`${name}.${field}`, property] as const,
  ),
)

const schemasWhere = (isWrong: (schema: ComponentSchema, name: string) => boolean) =>
  Object.entries(schemas).flatMap(([name, schema]) => (isWrong(schema, name) ? [name] : []))

const propertiesWhere = (isWrong: (property: OpenApiSchema) => boolean) =>
  labelled.flatMap(([at, property]) => (isWrong(property) ? [at] : []))

const fieldsOf = (schema: ComponentSchema | undefined) => Object.keys(schema?.properties ?? {})

/** Returns the schema that a property or a list item refers to. */
const target = (property: OpenApiSchema | undefined) => {
  const ref = property?.$ref ?? property?.allOf?.[0]?.$ref
  return ref === undefined ? undefined : schemas[nameIn(ref)]
}

const KEYWORDS = new Set([
  'description',
  'type',
  'format',
  'enum',
  'items',
  'additionalProperties',
  'allOf',
  'default',
  'x-kubernetes-list-type',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-map-type',
  'x-kubernetes-patch-strategy',
  'x-kubernetes-patch-merge-key',
  'x-csrlab-protobuf',
  'x-csrlab-protobuf-path',
  'x-csrlab-go-type',
  'x-csrlab-pointer',
  'x-csrlab-keeps-empty',
  'x-csrlab-since',
  'x-csrlab-until',
  'x-csrlab-list-until',
  'x-csrlab-enum-since',
  'x-csrlab-zero',
])

t.test('every schema and every property has a description', async (t) => {
  const isUndescribed = ({ description }: OpenApiSchema) =>
    !/^[^\s].*[.]$/su.test(description ?? '')
  t.same([...schemasWhere(isUndescribed), ...propertiesWhere(isUndescribed)], [])
})

t.test('properties use only the keywords that the compiler knows', async (t) => {
  t.same(
    propertiesWhere((property) => Object.keys(property).some((key) => !KEYWORDS.has(key))),
    [],
  )
})

t.test('schemas with properties of an embedded struct name it', async (t) => {
  const isEmbedded = (property: object) => 'x-csrlab-protobuf-path' in property
  t.same(
    schemasWhere(
      ({ properties = {}, 'x-csrlab-embeds': embeds }) =>
        Object.values(properties).some(isEmbedded) !== (embeds !== undefined),
    ),
    [],
  )
})

t.test('required properties exist', async (t) => {
  t.same(
    schemasWhere(({ required = [], properties = {} }) =>
      required.some((field) => !(field in properties)),
    ),
    [],
  )
})

t.test('each kind has one schema, whose first fields are apiVersion and kind', async (t) => {
  t.same(
    schemasWhere((schema, name) => {
      const kinds = schema['x-kubernetes-group-version-kind']
      if (kinds === undefined) return false
      const isNamed = kinds.every(({ kind }) => name.endsWith(`.${kind}`))
      return !isNamed || fieldsOf(schema).slice(0, 2).join() !== 'apiVersion,kind'
    }),
    [],
  )
  const kinds = Object.values(schemas).flatMap(
    (schema) => schema['x-kubernetes-group-version-kind']?.map(gvkText) ?? [],
  )
  t.equal(new Set(kinds).size, kinds.length)
})

t.test('a list kind has metadata, and items of the kind that it lists', async (t) => {
  t.same(
    schemasWhere((schema, name) => {
      const item = schemas[name.replace(/List$/u, '')]
      if (!name.endsWith('List') || item === undefined || name.includes('.meta.v1.')) return false
      return (
        fieldsOf(schema).join() !== 'apiVersion,kind,metadata,items' ||
        target(schema.properties?.['items']?.items) !== item
      )
    }),
    [],
  )
})

t.test('protobuf numbers of a message are unique', async (t) => {
  const outside = new Set(['io.k8s.apimachinery.pkg.version.Info'])
  t.same(
    schemasWhere((schema, name) => {
      if (outside.has(name)) return false
      // apiVersion and kind of an object are in the envelope
      const enveloped = schema['x-kubernetes-group-version-kind'] === undefined ? 0 : 2
      const paths = Object.values(schema.properties ?? {})
        .slice(enveloped)
        .map(
          (property) => property['x-csrlab-protobuf-path'] ?? [property['x-csrlab-protobuf'] ?? 0],
        )
      const numbers = paths.map((path) => path.join('.'))
      // a longer path starts with the number of an embedded struct, which no field may reuse
      const outer = new Set(paths.filter((path) => path.length > 1).map(([number]) => `${number}`))
      return (
        paths.flat().some((number) => !Number.isInteger(number) || number <= 0) ||
        new Set(numbers).size < numbers.length ||
        numbers.some((number) => outer.has(number))
      )
    }),
    [],
  )
})

t.test('only a struct has an empty object as its default', async (t) => {
  t.same(
    propertiesWhere(
      (property) =>
        typeof property.default === 'object' && target(property)?.properties === undefined,
    ),
    [],
  )
})

t.test(
  'merge keys of lists are fields of their items, and only lists of type map have map keys',
  async (t) => {
    t.same(
      propertiesWhere((property) => {
        const mergeKey = property['x-kubernetes-patch-merge-key']
        const mapKeys = property['x-kubernetes-list-map-keys']
        const keys = [...(mapKeys ?? []), ...(mergeKey === undefined ? [] : [mergeKey])]
        const fields = fieldsOf(target(property.items))
        return (
          keys.some((key) => !fields.includes(key)) ||
          (property['x-kubernetes-list-type'] === 'map') !== (mapKeys !== undefined)
        )
      }),
      [],
    )
  },
)

t.test(
  'x-csrlab-pointer, for fields where zero differs from unset, marks only scalars',
  async (t) => {
    const isPointer = (property: OpenApiSchema) => property['x-csrlab-pointer'] === true
    t.same(
      propertiesWhere(
        (property) =>
          isPointer(property) &&
          (property.type === 'array' ||
            property.type === 'object' ||
            (property.type === undefined && property.allOf === undefined) ||
            target(property)?.properties !== undefined),
      ),
      [],
    )
    const pointers = new Set(
      propertiesWhere(isPointer).map((at) => at.split('.').slice(-2).join('.')),
    )
    // in Go's types, the first two fields are *int32 and *bool, the last two int64 and int32
    t.same(
      ['CertificateSigningRequestSpec.expirationSeconds', 'OwnerReference.controller'].filter(
        (at) => !pointers.has(at),
      ),
      [],
    )
    t.same(
      ['ObjectMeta.generation', 'Status.code'].filter((at) => pointers.has(at)),
      [],
    )
  },
)

t.test('patches merge the lists that Kubernetes merges', async (t) => {
  // from the struct tags of k8s.io/api and apimachinery; the conditions of a CSR are a map, but
  // patches replace them as a whole
  const tags = {
    'certificates.v1.CertificateSigningRequestStatus.conditions': 'map',
    'certificates.v1.CertificateSigningRequestSpec.usages': 'atomic',
    'meta.v1.ObjectMeta.finalizers': 'set merge',
    'meta.v1.ObjectMeta.ownerReferences': 'map merge uid',
    'meta.v1.ObjectMeta.managedFields': 'atomic',
    'core.v1.ServiceAccount.secrets': 'map merge name',
    'core.v1.ServiceAccount.imagePullSecrets': 'atomic',
    'core.v1.NamespaceStatus.conditions': 'map merge type',
    'rbac.v1.ClusterRole.rules': 'atomic',
    'core.v1.PodSpec.volumes': 'map merge,retainKeys name',
  }
  const found = labelled.map(([at, property]): [string, string] => [
    at.replace(/^io\.k8s\.(api|apimachinery\.pkg\.apis)\./, ''),
    [
      property['x-kubernetes-list-type'],
      property['x-kubernetes-patch-strategy'],
      property['x-kubernetes-patch-merge-key'],
    ]
      .filter((word) => word !== undefined)
      .join(' '),
  ])
  t.same(Object.fromEntries(found.filter(([at]) => Object.hasOwn(tags, at))), tags)
})

t.test('each compiled message has exactly the fields of its schema', async (t) => {
  t.same(
    schemasWhere(
      (schema, name) =>
        schema.properties !== undefined &&
        compiled
          .forName(name)
          .fields.map((field) => field.name)
          .toSorted()
          .join() !== fieldsOf(schema).toSorted().join(),
    ),
    [],
  )
})

t.test('empty objects have the fields that Go writes', async (t) => {
  // encoding/json writes zero values, unless `omitempty` omits them
  const expected = {
    'certificates.v1.CertificateSigningRequest':
      '{"metadata":{},"spec":{"request":null,"signerName":""},"status":{}}',
    'certificates.v1.CertificateSigningRequestCondition':
      '{"type":"","status":"","lastUpdateTime":null,"lastTransitionTime":null}',
    'rbac.v1.ClusterRole': '{"metadata":{},"rules":null}',
    'rbac.v1.PolicyRule': '{"verbs":null}',
    'rbac.v1.RoleBinding': '{"metadata":{},"roleRef":{"apiGroup":"","kind":"","name":""}}',
    'authentication.v1.TokenRequestSpec':
      '{"audiences":null,"expirationSeconds":null,"boundObjectRef":null}',
    'authentication.v1.TokenReviewStatus': '{"user":{}}',
    'authorization.v1.SubjectAccessReviewStatus': '{"allowed":false}',
    'authorization.v1.SubjectRulesReviewStatus':
      '{"resourceRules":null,"nonResourceRules":null,"incomplete":false}',
    'core.v1.Event':
      '{"metadata":{},"involvedObject":{},"source":{},"firstTimestamp":null,"lastTimestamp":null,' +
      '"eventTime":null,"reportingComponent":"","reportingInstance":""}',
    'core.v1.Container': '{"name":"","resources":{}}',
  }
  const emitted = Object.keys(expected).map((name) => [
    name,
    JSON.stringify(zeroOf(compiled.forName(`io.k8s.api.${name}`))),
  ])
  t.same(Object.fromEntries(emitted), expected)
})
