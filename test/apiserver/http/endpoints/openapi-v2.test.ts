import t from 'tap'
import type { OpenApiDocument } from '../../../../src/apimachinery/schema/openapi-document.ts'
import { swaggerDocument } from '../../../../src/apiserver/http/endpoints/openapi-v2.ts'

const reference = { $ref: '#/components/schemas/io.k8s.Hat' }

const document = {
  openapi: '3.0.0',
  info: { title: 'Hats', version: 'v0' },
  paths: {
    '/api/v1/hats/{name}': {
      parameters: [
        {
          name: 'name',
          in: 'path',
          required: true,
          description: 'Name of the hat.',
          schema: { type: 'string' },
        },
      ],
      get: {
        description: 'Read a hat.',
        operationId: 'readHat',
        parameters: [{ $ref: '#/components/parameters/pretty' }],
        responses: { 200: { $ref: '#/components/responses/Hat' }, 401: { description: 'No.' } },
        'x-kubernetes-action': 'get',
        'x-csrlab-secret': true,
      },
      put: {
        operationId: 'replaceHat',
        requestBody: { $ref: '#/components/requestBodies/Hat' },
        responses: { 200: { $ref: '#/components/responses/Hat' } },
      },
      patch: {
        operationId: 'patchHat',
        requestBody: {
          content: { 'application/merge-patch+json': { schema: reference } },
        },
        responses: { 200: { $ref: '#/components/responses/Hat' } },
      },
    },
    '/metrics': { get: { operationId: 'metrics', responses: {} } },
  },
  components: {
    schemas: {
      'io.k8s.Hat': {
        type: 'object',
        properties: {
          brim: { description: 'Its brim.', default: {}, allOf: [reference] },
          feathers: { type: 'array', items: reference, nullable: true },
          labels: { type: 'object', additionalProperties: { type: 'string' } },
          other: { ...reference, 'x-csrlab-protobuf': 4 },
        },
        'x-kubernetes-group-version-kind': [{ group: '', version: 'v1', kind: 'Hat' }],
      },
    },
    parameters: {
      pretty: { name: 'pretty', in: 'query', description: 'Indent.', schema: { type: 'string' } },
    },
    requestBodies: {
      Hat: { required: true, content: { '*/*': { schema: reference } } },
    },
    responses: {
      Hat: {
        description: 'OK',
        content: {
          'application/json': { schema: reference },
          'application/yaml': { schema: reference },
        },
      },
    },
  },
} as unknown as OpenApiDocument

const swagger: any = swaggerDocument(document, 'v1.34.0')
const definition = { $ref: '#/definitions/io.k8s.Hat' }

t.test('the document has version, title and security, but no paths outside the API', async (t) => {
  t.equal(swagger.swagger, '2.0')
  t.strictSame(swagger.info, { title: 'Hats', version: 'v1.34.0' })
  t.strictSame(Object.keys(swagger.paths), ['/api/v1/hats/{name}'])
  t.strictSame(swagger.security, [{ BearerToken: [] }])
})

t.test(
  "schemas have references instead of `allOf`, and lack `nullable` and csrlab's extensions",
  async (t) => {
    t.strictSame(swagger.definitions['io.k8s.Hat'], {
      type: 'object',
      properties: {
        brim: { ...definition, description: 'Its brim.' },
        feathers: { type: 'array', items: definition },
        labels: { type: 'object', additionalProperties: { type: 'string' } },
        other: definition,
      },
      'x-kubernetes-group-version-kind': [{ group: '', version: 'v1', kind: 'Hat' }],
    })
  },
)

t.test('parameters have a type instead of a schema', async (t) => {
  const query = { type: 'string', description: 'Indent.', in: 'query', name: 'pretty' }
  t.strictSame(swagger.parameters.pretty, { ...query, uniqueItems: true })
  t.match(swagger.paths['/api/v1/hats/{name}'].parameters, [
    { type: 'string', in: 'path', name: 'name', required: true },
  ])
})

t.test('responses and bodies are converted', async (t) => {
  const { get, put, patch } = swagger.paths['/api/v1/hats/{name}']
  t.strictSame(get, {
    description: 'Read a hat.',
    operationId: 'readHat',
    'x-kubernetes-action': 'get',
    consumes: ['*/*'],
    produces: ['application/json', 'application/yaml'],
    schemes: ['https'],
    parameters: [{ $ref: '#/parameters/pretty' }],
    responses: { 200: { description: 'OK', schema: definition }, 401: { description: 'No.' } },
  })
  t.strictSame(put.consumes, ['*/*'])
  t.strictSame(put.parameters, [{ in: 'body', name: 'body', required: true, schema: definition }])
  t.strictSame(patch.consumes, ['application/merge-patch+json'])
  t.notOk('required' in patch.parameters[0])
})
