/**
 * A resource needs only a declaration and schemas, from which discovery, routes, tables, patches,
 * OpenAPI and protobuf are derived. This test serves an invented resource with the real app.
 */
import { Validator } from '@seriousme/openapi-schema-validator'
import { inject } from 'light-my-request'
import t from 'tap'
import { generate } from '../../build/describe/generate.ts'
import type { HandWritten } from '../../build/describe/vocabulary.ts'
import type { OpenApiDocument } from '../../src/apimachinery/schema/openapi-document.ts'
import { Rounds } from '../../src/apimachinery/rounds.ts'
import { compileSchemas } from '../../src/apimachinery/schema/schema-compile.ts'
import { AdmissionChain } from '../../src/apiserver/admission/chain.ts'
import { SYSTEM_AUTHENTICATED, SYSTEM_MASTERS } from '../../src/apimachinery/user.ts'
import { privilegedAuthorizer } from '../../src/apiserver/authz/privileged.ts'
import { auditTrail } from '../../src/apiserver/audit/trail.ts'
import { httpServer } from '../../src/apiserver/http/server.ts'
import { discoveryOf } from '../../src/apiserver/http/endpoints/discovery.ts'
import { openApiOf } from '../../src/apiserver/http/endpoints/openapi.ts'
import { healthSlis } from '../../src/apiserver/http/endpoints/slis.ts'
import { metricsOf } from '../../src/apiserver/http/metrics/metrics.ts'
import { Catalogue, serveResource } from '../../src/apiserver/http/served.ts'
import { versionInfo } from '../../src/apiserver/http/version.ts'
import { column, nameColumn } from '../../src/apiserver/registry/columns.ts'
import { declare } from '../../src/resources/declare.ts'
import { openReader } from '../../src/apiserver/registry/object-reader.ts'
import { Registry } from '../../src/apiserver/registry/registry.ts'
import type { Resource } from '../../src/apiserver/registry/resource.ts'
import type { Gadget } from '../fixtures/gadget.ts'
import { World } from '../apiserver/registry/world.ts'
import { byHand, type OpenAPI, operationsOf } from './document.ts'
import { release } from '../fixtures/release.ts'

/** The declaration of the resource, usually in its `resource.ts`. */
const gadgets: Resource<Gadget> = declare<Gadget>({
  group: 'example.com',
  resource: 'gadgets',
  kind: 'Gadget',
  shortNames: ['gd'],
  namespaced: true,
  storagePrefix: '/registry/example.com/gadgets/',
  subresources: { status: { resetFields: [], prepareForUpdate: (gadget) => gadget } },
  columns: [
    nameColumn,
    column('Mode', 'How it works.', ({ spec }) => String(spec?.['mode'] ?? '')),
  ],
})

const META = '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1'
const gvk = (kind: string) => [{ group: 'example.com', kind, version: 'v1' }]
const head = {
  apiVersion: { description: 'Version.', type: 'string' },
  kind: { description: 'Kind.', type: 'string' },
}

/** The schemas of the resource, usually in openapi.yaml. */
const schemas = {
  'com.example.v1.Gadget': {
    description: 'A gadget.',
    type: 'object',
    properties: {
      ...head,
      metadata: {
        description: 'Its metadata.',
        default: {},
        allOf: [{ $ref: `${META}.ObjectMeta` }],
        'x-csrlab-protobuf': 1,
      },
      spec: {
        description: 'What it is to do.',
        default: {},
        allOf: [{ $ref: '#/components/schemas/com.example.v1.GadgetSpec' }],
        'x-csrlab-protobuf': 2,
      },
    },
    'x-kubernetes-group-version-kind': gvk('Gadget'),
  },
  'com.example.v1.GadgetSpec': {
    description: 'What a gadget is to do.',
    type: 'object',
    properties: {
      mode: { description: 'How it works.', type: 'string', 'x-csrlab-protobuf': 1 },
    },
  },
  'com.example.v1.GadgetList': {
    description: 'Gadgets.',
    type: 'object',
    required: ['items'],
    properties: {
      ...head,
      metadata: {
        description: 'Its metadata.',
        default: {},
        allOf: [{ $ref: `${META}.ListMeta` }],
        'x-csrlab-protobuf': 1,
      },
      items: {
        description: 'The gadgets.',
        type: 'array',
        items: { $ref: '#/components/schemas/com.example.v1.Gadget' },
        'x-csrlab-protobuf': 2,
      },
    },
    'x-kubernetes-group-version-kind': gvk('GadgetList'),
  },
}

const written: OpenAPI & { components: HandWritten } = byHand.toJS()
const components = { ...written.components, schemas: { ...written.components.schemas, ...schemas } }
const resource = gadgets as unknown as Resource
const made = generate({ resources: [resource], posts: [] }, components)
const document = {
  openapi: written.openapi,
  info: written.info,
  paths: made.paths,
  components: {
    ...components,
    responses: { ...components.responses, ...made.responses },
    requestBodies: made.requestBodies,
  },
} as OpenApiDocument

const world = new World()
const services = (() => {
  const compiled = compileSchemas(document)
  const { store, clock, entropy, turns } = world
  const schema = compiled.forKind({ group: 'example.com', version: 'v1', kind: 'Gadget' })!
  const admission = new AdmissionChain([])
  const registry = new Registry(openReader(resource, { store, schema }), { admission, turns })
  const served = gadgets.versions.map((version) =>
    serveResource(registry, version, compiled, release),
  )
  const catalogue = new Catalogue(served, [])
  const version = versionInfo(release)
  const metrics = metricsOf({ catalogue, version, stopwatch: () => 0, turns })
  const authorizer = privilegedAuthorizer
  return {
    release,
    clock,
    entropy,
    catalogue,
    schemas: compiled,
    authorizer,
    metrics,
    turns,
    watchRounds: new Rounds(100),
  }
})()
const discovery = discoveryOf(services.catalogue)
const health = { healthz: [], livez: [], readyz: [] }
const parts = {
  ...services,
  endpoints: {
    discovery,
    openApi: openApiOf(document, 'v1.34.0', discovery.serves),
    openId: { configuration: () => ({}), keys: async () => ({}) },
    version: versionInfo(release),
    health,
    slis: healthSlis(health),
    started: 0,
    flags: {},
    backup: undefined,
  },
  authenticate: () => ({
    user: { name: 'admin', groups: [SYSTEM_MASTERS, SYSTEM_AUTHENTICATED], extra: {} },
  }),
  requestTimeoutMs: 60_000,
  log: undefined,
  auditTrail: auditTrail([], () => 0),
}
const app = httpServer(parts, { readOnly: 0, mutating: 0 })
await app.ready()
t.teardown(async () => {
  await app.close()
  world.store.close()
})

const ask = async (
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  url: string,
  body?: object,
  headers: Record<string, string> = {},
) => {
  const { statusCode, rawPayload } = await inject(app.handle, {
    method,
    url,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  })
  return {
    code: statusCode,
    bytes: rawPayload,
    get json() {
      return JSON.parse(rawPayload.toString())
    },
  }
}

const GADGETS = '/apis/example.com/v1/namespaces/default/gadgets'

t.test('gadgets are in discovery', async (t) => {
  t.match((await ask('GET', '/apis')).json.groups, [{ name: 'example.com' }])
  t.match((await ask('GET', '/apis/example.com/v1')).json.resources, [
    { name: 'gadgets', singularName: 'gadget', namespaced: true, shortNames: ['gd'] },
    { name: 'gadgets/status', verbs: ['get', 'patch', 'update'] },
  ])
})

t.test('gadgets are created, read, patched, applied and listed', async (t) => {
  const gadget = { metadata: { name: 'a' }, spec: { mode: 'slow' } }
  t.match(await ask('POST', GADGETS, gadget), {
    code: 201,
    json: { kind: 'Gadget', apiVersion: 'example.com/v1', spec: { mode: 'slow' } },
  })
  const strict = await ask('POST', `${GADGETS}?fieldValidation=Strict`, {
    metadata: { name: 'b' },
    spec: { colour: 'red' },
  })
  t.match(strict, { code: 400, json: { message: /unknown field "spec\.colour"/ } })
  const merged = await ask(
    'PATCH',
    `${GADGETS}/a`,
    { spec: { mode: 'fast' } },
    { 'content-type': 'application/merge-patch+json' },
  )
  t.match(merged, { code: 200, json: { spec: { mode: 'fast' } } })
  const applied = await ask(
    'PATCH',
    `${GADGETS}/c?fieldManager=me`,
    { apiVersion: 'example.com/v1', kind: 'Gadget', metadata: { name: 'c' }, spec: { mode: 'x' } },
    { 'content-type': 'application/apply-patch+yaml' },
  )
  t.match(applied, {
    code: 201,
    json: { metadata: { managedFields: [{ fieldsV1: { 'f:spec': { 'f:mode': {} } } }] } },
  })
  t.match((await ask('GET', GADGETS)).json.items, [{ spec: { mode: 'fast' } }, {}])
  const table = await ask('GET', GADGETS, undefined, {
    accept: 'application/json;as=Table;v=v1;g=meta.k8s.io',
  })
  t.match(table.json.rows, [{ cells: ['a', 'fast'] }, { cells: ['c', 'x'] }])
  const protobuf = await ask('GET', `${GADGETS}/a`, undefined, {
    accept: 'application/vnd.kubernetes.protobuf',
  })
  t.equal(protobuf.bytes.subarray(0, 4).toString(), 'k8s\0')
  t.ok(protobuf.bytes.includes('fast'))
})

t.test('gadgets are in the OpenAPI documents, which are valid', async (t) => {
  const { paths } = (await ask('GET', '/openapi/v3')).json
  t.ok(Object.hasOwn(paths, 'apis/example.com/v1'))
  const described = (await ask('GET', '/openapi/v3/apis/example.com/v1')).json
  t.match(described.paths[`${GADGETS.replace('default', '{namespace}')}/{name}`].get, {
    description: 'Read a Gadget.',
    operationId: 'readExampleComV1NamespacedGadget',
    tags: ['exampleCom_v1'],
    'x-kubernetes-group-version-kind': { group: 'example.com', kind: 'Gadget', version: 'v1' },
  })
  t.ok(described.components.schemas['com.example.v1.GadgetSpec'])
  const validator = new Validator()
  t.match(await validator.validate(described), { valid: true })
  t.match(await validator.validate((await ask('GET', '/openapi/v2')).json), { valid: true })
})

t.test('every described operation except watches is served', async (t) => {
  const operations = operationsOf(document as unknown as OpenAPI).filter(
    ([path, , operation]) =>
      path.includes('gadgets') && operation['x-kubernetes-action']?.startsWith('watch') === false,
  )
  t.ok(operations.length > 10)
  const lost: string[] = []
  for (const [path, method] of operations) {
    const url = path.replace('{namespace}', 'default').replace('{name}', 'nobody')
    const { code, json } = await ask(method.toUpperCase() as 'GET', url)
    if (code === 405 || (code === 404 && json.details?.name !== 'nobody')) lost.push(url)
  }
  t.same(lost, [])
})
