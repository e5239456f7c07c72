import t from 'tap'
import { gvkText, nameIn, openapi, properties } from './document.ts'
import type { ComponentSchema, Property } from './document.ts'

const { schemas } = openapi.components
const labelled = properties.map(
  ([name, field, property]) => [`${name}.${field}`, property] as const,
)

const KEYWORDS = new Set([
  'description',
  'type',
  'format',
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
  'x-csrlab-zero',
])

/** The schema that a property or a list item refers to. */
const target = (property: Property | undefined): ComponentSchema | undefined => {
  const ref = property?.$ref ?? property?.allOf?.[0]?.$ref
  return ref === undefined ? undefined : schemas[nameIn(ref)]
}

void t.test('every schema and every property is described in a sentence', async (t) => {
  const sentence = /^[^\s].*[.]$/su
  t.same(
    Object.entries(schemas)
      .filter(([, { description }]) => !sentence.test(description ?? ''))
      .map(([name]) => name),
    [],
  )
  t.same(
    labelled.filter(([, { description }]) => !sentence.test(description ?? '')).map(([at]) => at),
    [],
  )
})

void t.test('properties use only the keywords that the compiler knows', async (t) => {
  t.same(
    labelled.flatMap(([at, property]) =>
      Object.keys(property)
        .filter((key) => !KEYWORDS.has(key))
        .map((key) => `${at}: ${key}`),
    ),
    [],
  )
})

void t.test('what is required exists', async (t) => {
  t.same(
    Object.entries(schemas).flatMap(([name, { required = [], properties = {} }]) =>
      required.filter((field) => !(field in properties)).map((field) => `${name}.${field}`),
    ),
    [],
  )
})

void t.test('a kind begins with apiVersion and kind, and belongs to one schema', async (t) => {
  const seen: string[] = []
  for (const [name, schema] of Object.entries(schemas)) {
    const kinds = schema['x-kubernetes-group-version-kind']
    if (kinds === undefined) continue
    seen.push(...kinds.map(gvkText))
    t.same(Object.keys(schema.properties ?? {}).slice(0, 2), ['apiVersion', 'kind'], name)
    t.ok(
      kinds.every(({ kind }) => name.endsWith(`.${kind}`)),
      name,
    )
  }
  t.equal(new Set(seen).size, seen.length)
  t.ok(seen.includes('certificates.k8s.io/v1 CertificateSigningRequest'))
})

void t.test('a list kind has metadata and items of its kind', async (t) => {
  for (const [name, schema] of Object.entries(schemas)) {
    const item = schemas[name.replace(/List$/u, '')]
    if (!name.endsWith('List') || item === undefined || name.includes('.meta.v1.')) continue
    t.same(Object.keys(schema.properties ?? {}), ['apiVersion', 'kind', 'metadata', 'items'], name)
    t.equal(target(schema.properties?.['items']?.items), item, name)
  }
})

void t.test('protobuf numbers every field of a message once', async (t) => {
  const outside = new Set(['io.k8s.apimachinery.pkg.version.Info'])
  for (const [name, schema] of Object.entries(schemas)) {
    if (outside.has(name)) continue
    // apiVersion and kind of an object travel in the envelope
    const enveloped = schema['x-kubernetes-group-version-kind'] === undefined ? 0 : 2
    const fields = Object.entries(schema.properties ?? {}).slice(enveloped)
    const numbers = fields.map(([field, property]) => {
      const path = property['x-csrlab-protobuf-path'] ?? [property['x-csrlab-protobuf'] ?? 0]
      t.ok(
        path.every((number) => Number.isInteger(number) && number > 0),
        `${name}.${field}`,
      )
      return path.join('.')
    })
    t.equal(new Set(numbers).size, numbers.length, name)
    // an embedded struct's message has a number of its own
    const outer = new Set(numbers.filter((n) => n.includes('.')).map((n) => n.split('.')[0]))
    t.notOk(
      numbers.some((number) => outer.has(number)),
      name,
    )
  }
})

void t.test('only a struct has an empty object as its default', async (t) => {
  t.same(
    labelled
      .filter(([, property]) => 'default' in property)
      .filter(([, property]) => target(property)?.properties === undefined)
      .map(([at]) => at),
    [],
  )
})

void t.test('lists say how they merge, and by keys that their items have', async (t) => {
  for (const [at, property] of labelled) {
    if (property.type !== 'array') continue
    const mergeKey = property['x-kubernetes-patch-merge-key']
    const mapKeys = property['x-kubernetes-list-map-keys']
    const keys = [...(mapKeys ?? []), ...(mergeKey === undefined ? [] : [mergeKey])]
    const fields = target(property.items)?.properties ?? {}
    t.same(
      keys.filter((key) => !(key in fields)),
      [],
      at,
    )
    t.equal(property['x-kubernetes-list-type'] === 'map', mapKeys !== undefined, at)
  }
})

void t.test('patches merge the lists that Kubernetes merges', async (t) => {
  const cases: [string, string, string | undefined, string | undefined, string | undefined][] = [
    // a strategic merge patch replaces the conditions of a request as a whole
    [
      'io.k8s.api.certificates.v1.CertificateSigningRequestStatus',
      'conditions',
      'map',
      undefined,
      undefined,
    ],
    [
      'io.k8s.api.certificates.v1.CertificateSigningRequestSpec',
      'usages',
      'atomic',
      undefined,
      undefined,
    ],
    ['io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta', 'finalizers', 'set', 'merge', undefined],
    ['io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta', 'ownerReferences', 'map', 'merge', 'uid'],
    [
      'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta',
      'managedFields',
      'atomic',
      undefined,
      undefined,
    ],
    ['io.k8s.api.core.v1.ServiceAccount', 'secrets', 'map', 'merge', 'name'],
    ['io.k8s.api.core.v1.ServiceAccount', 'imagePullSecrets', 'atomic', undefined, undefined],
    ['io.k8s.api.core.v1.NamespaceStatus', 'conditions', 'map', 'merge', 'type'],
    ['io.k8s.api.rbac.v1.ClusterRole', 'rules', 'atomic', undefined, undefined],
    ['io.k8s.api.core.v1.PodSpec', 'volumes', 'map', 'merge,retainKeys', 'name'],
  ]
  for (const [name, field, listType, strategy, key] of cases) {
    const property = schemas[name]?.properties?.[field]
    t.equal(property?.['x-kubernetes-list-type'], listType, `${name}.${field}`)
    t.equal(property?.['x-kubernetes-patch-strategy'], strategy, `${name}.${field}`)
    t.equal(property?.['x-kubernetes-patch-merge-key'], key, `${name}.${field}`)
  }
})

void t.test('fields stand in the order of the wire, with the numbers of protobuf', async (t) => {
  const numbered = (name: string) =>
    Object.entries(schemas[name]?.properties ?? {})
      .map(([field, property]) => `${field} ${property['x-csrlab-protobuf'] ?? '-'}`)
      .join(', ')
  t.equal(
    numbered('io.k8s.api.certificates.v1.CertificateSigningRequest'),
    'apiVersion -, kind -, metadata 1, spec 2, status 3',
  )
  t.equal(
    numbered('io.k8s.api.certificates.v1.CertificateSigningRequestSpec'),
    'request 1, signerName 7, expirationSeconds 8, usages 5, username 2, uid 3, groups 4, extra 6',
  )
  t.equal(
    numbered('io.k8s.api.certificates.v1.CertificateSigningRequestCondition'),
    'type 1, status 6, reason 2, message 3, lastUpdateTime 4, lastTransitionTime 5',
  )
  t.equal(
    numbered('io.k8s.api.core.v1.Event'),
    'apiVersion -, kind -, metadata 1, involvedObject 2, reason 3, message 4, source 5, ' +
      'firstTimestamp 6, lastTimestamp 7, count 8, type 9, eventTime 10, series 11, action 12, ' +
      'related 13, reportingComponent 14, reportingInstance 15',
  )
})

void t.test('zero is a value of what Go holds behind a pointer, and of nothing else', async (t) => {
  const marked = labelled.filter(([, property]) => property['x-csrlab-pointer'] === true)
  t.same(
    marked
      .filter(
        ([, { type, allOf }]) =>
          type === 'array' || type === 'object' || (type === undefined && allOf === undefined),
      )
      .map(([at]) => at),
    [],
  )
  t.same(
    marked.filter(([, property]) => target(property)?.properties !== undefined).map(([at]) => at),
    [],
  )
  const pointers = new Set(marked.map(([at]) => at.split('.').slice(-2).join('.')))
  t.ok(pointers.has('CertificateSigningRequestSpec.expirationSeconds'))
  t.ok(pointers.has('OwnerReference.controller'))
  t.ok(pointers.has('DeploymentSpec.replicas'))
  t.notOk(pointers.has('ObjectMeta.generation'))
  t.notOk(pointers.has('Status.code'))
})
