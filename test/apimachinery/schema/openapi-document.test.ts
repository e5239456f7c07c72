import t from 'tap'
import {
  documentKeys,
  type OpenApiDocument,
  serveDocument,
} from '../../../src/apimachinery/schema/openapi-document.ts'

const schema = (name: string) => ({ $ref: `#/components/schemas/${name}` })

const source = {
  openapi: '3.0.0',
  info: { title: 'Kubernetes', version: 'v1.34.0', description: 'ours' },
  'x-csrlab-shared': { secret: true },
  paths: {
    '/': {},
    '/healthz': {},
    '/openapi/v3': {},
    '/version/': { get: { responses: {} } },
    '/api/': { get: {} },
    '/api/v1/pods': { get: { responses: { 200: schema('Pod') } } },
    '/apis/': {},
    '/apis/sample.k8s.io/': {},
    '/apis/sample.k8s.io/v1/gadgets': {
      parameters: [{ $ref: '#/components/parameters/pretty' }],
      get: { responses: { 200: { $ref: '#/components/responses/Gadget' } } },
    },
    '/apis/sample.k8s.io/v1/gadgets/{name}': { get: {} },
    '/apis/sample.k8s.io/v1beta1/gadgets': {},
    '/.well-known/openid-configuration': {},
    '/openid/v1/jwks': {},
  },
  components: {
    securitySchemes: { BearerToken: { type: 'apiKey' } },
    parameters: { pretty: { name: 'pretty', 'x-csrlab-note': 1 }, limit: { name: 'limit' } },
    responses: { Gadget: { content: { schema: schema('Gadget') } } },
    schemas: {
      Pod: { type: 'object' },
      Spec: { type: 'object', properties: { parent: schema('Gadget') } },
      Gadget: {
        type: 'object',
        properties: { spec: { allOf: [schema('Spec')], default: {}, 'x-csrlab-protobuf': 2 } },
        'x-kubernetes-group-version-kind': [
          { group: 'sample.k8s.io', version: 'v1', kind: 'Gadget' },
        ],
      },
    },
  },
} as unknown as OpenApiDocument

t.test('each API group, each group version and some other paths have a document', async (t) => {
  t.strictSame(documentKeys(source), [
    '.well-known/openid-configuration',
    'api',
    'api/v1',
    'apis',
    'apis/sample.k8s.io',
    'apis/sample.k8s.io/v1',
    'apis/sample.k8s.io/v1beta1',
    'openid/v1/jwks',
    'version',
  ])
})

t.test('a document has its own paths, and the components they refer to', async (t) => {
  const before = JSON.stringify(source)
  t.strictSame(JSON.parse(JSON.stringify(serveDocument(source, 'apis/sample.k8s.io/v1'))), {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1.34.0' },
    paths: {
      '/apis/sample.k8s.io/v1/gadgets': {
        parameters: [{ $ref: '#/components/parameters/pretty' }],
        get: { responses: { 200: { $ref: '#/components/responses/Gadget' } } },
      },
      '/apis/sample.k8s.io/v1/gadgets/{name}': { get: {} },
    },
    components: {
      schemas: {
        Gadget: {
          type: 'object',
          properties: { spec: { allOf: [schema('Spec')], default: {} } },
          'x-kubernetes-group-version-kind': [
            { group: 'sample.k8s.io', version: 'v1', kind: 'Gadget' },
          ],
        },
        Spec: { type: 'object', properties: { parent: schema('Gadget') } },
      },
      parameters: { pretty: { name: 'pretty' } },
      responses: { Gadget: { content: { schema: schema('Gadget') } } },
      securitySchemes: { BearerToken: { type: 'apiKey' } },
    },
  })
  t.equal(JSON.stringify(source), before)
})

t.test("the version is the server's", async (t) => {
  const { info, components } = serveDocument(source, 'version', 'v1.33.1')
  t.equal(info.version, 'v1.33.1')
  t.strictSame(components.schemas, {})
})

t.test('a dangling reference is an error', async (t) => {
  const broken = { ...source, paths: { '/api/v1/x': schema('Missing') } }
  t.throws(() => serveDocument(broken, 'api/v1'), /Missing leads nowhere/)
})
