/** The bytes against the messages of OpenAPIv2.proto, read by their numbers. */
import protobuf from 'protobufjs/minimal.js'
import t from 'tap'
import { encodeSwagger } from '../../../src/http/endpoints/openapi-v2-protobuf.ts'

type Value = Buffer | number

/** The fields of a message, by number. */
const fieldsOf = (bytes: Uint8Array): Map<number, Value[]> => {
  const reader = protobuf.Reader.create(bytes)
  const fields = new Map<number, Value[]>()
  while (reader.pos < reader.len) {
    const tag = reader.uint32()
    const wireType = tag & 7
    const value =
      wireType === 2
        ? Buffer.from(reader.bytes())
        : wireType === 1
          ? reader.double()
          : reader.uint32()
    const number = tag >>> 3
    fields.set(number, [...(fields.get(number) ?? []), value])
  }
  return fields
}

/** What is at the end of a path of field numbers, each the first of its number. */
const at = (bytes: Uint8Array, ...path: number[]): Value | undefined => {
  const [number, ...rest] = path
  const [value] = fieldsOf(bytes).get(number!) ?? []
  return rest.length === 0 || typeof value === 'number' || value === undefined
    ? value
    : at(value, ...rest)
}

const textAt = (bytes: Uint8Array, ...path: number[]): string | undefined =>
  at(bytes, ...path)?.toString()

const NAMED_NAME = 1
const NAMED_VALUE = 2

void t.test('the head', async (t) => {
  const bytes = encodeSwagger({ swagger: '2.0', info: { title: 'Hats', version: 'v1' } })
  t.equal(textAt(bytes, 1), '2.0')
  t.equal(textAt(bytes, 2, 1), 'Hats')
  t.equal(textAt(bytes, 2, 2), 'v1')
})

void t.test('a definition', async (t) => {
  const hat = {
    type: 'object',
    required: ['a', 'b'],
    properties: {
      size: { type: 'integer', format: 'int32', description: 'How large.' },
      list: { type: 'array', items: { $ref: '#/definitions/Hat' } },
    },
    additionalProperties: { type: 'string' },
    'x-kubernetes-list-map-keys': ['type'],
    unknown: 'passed over',
  }
  const bytes = encodeSwagger({ definitions: { Hat: hat } })
  t.equal(textAt(bytes, 9, 1, NAMED_NAME), 'Hat')
  const schema = at(bytes, 9, 1, NAMED_VALUE) as Buffer
  t.strictSame(fieldsOf(schema).get(19)!.map(String), ['a', 'b'], 'required is repeated')
  t.equal(textAt(schema, 22, 1), 'object', 'the type is a list of its own')
  t.equal(textAt(schema, 21, 1, 22, 1), 'string', 'additionalProperties')
  const properties = fieldsOf(at(schema, 25) as Buffer).get(1) as Buffer[]
  t.strictSame(
    properties.map((property) => textAt(property, NAMED_NAME)),
    ['size', 'list'],
  )
  const [size, list] = properties.map((property) => at(property, NAMED_VALUE) as Buffer)
  t.equal(textAt(size!, 2), 'int32')
  t.equal(textAt(size!, 4), 'How large.')
  t.equal(textAt(list!, 23, 1, 1), '#/definitions/Hat')
  t.equal(textAt(schema, 31, NAMED_NAME), 'x-kubernetes-list-map-keys')
  t.equal(textAt(schema, 31, NAMED_VALUE, 2), '["type"]', 'any value is YAML')
  t.notOk(schema.includes('passed over'))
})

void t.test('an operation with its parameters and answers', async (t) => {
  const get = {
    operationId: 'readHat',
    description: 'Read a hat.',
    produces: ['application/json'],
    parameters: [
      { in: 'body', name: 'body', required: true, schema: { $ref: '#/definitions/Hat' } },
      { in: 'query', name: 'limit', type: 'integer', uniqueItems: true },
      { in: 'path', name: 'name', type: 'string', required: true },
      { $ref: '#/parameters/pretty' },
    ],
    responses: { 200: { description: 'OK', schema: { $ref: '#/definitions/Hat' } } },
    'x-kubernetes-action': 'get',
  }
  const bytes = encodeSwagger({ paths: { '/api/v1/hats': { get } } })
  const path = at(bytes, 8, 2) as Buffer
  t.equal(textAt(path, NAMED_NAME), '/api/v1/hats')
  const operation = at(path, NAMED_VALUE, 2) as Buffer
  t.equal(textAt(operation, 3), 'Read a hat.')
  t.equal(textAt(operation, 5), 'readHat')
  t.equal(textAt(operation, 6), 'application/json')
  const [body, query, inPath, shared] = fieldsOf(operation).get(8) as Buffer[]
  t.equal(textAt(body!, 1, 1, 2), 'body')
  t.equal(at(body!, 1, 1, 4), 1, 'required')
  t.equal(textAt(body!, 1, 1, 5, 1), '#/definitions/Hat')
  t.equal(textAt(query!, 1, 2, 3, 4), 'limit')
  t.equal(textAt(query!, 1, 2, 3, 6), 'integer')
  t.equal(at(query!, 1, 2, 3, 20), 1, 'uniqueItems')
  t.equal(textAt(inPath!, 1, 2, 4, 4), 'name')
  t.equal(textAt(inPath!, 1, 2, 4, 5), 'string')
  t.equal(textAt(shared!, 2, 1), '#/parameters/pretty')
  t.equal(textAt(operation, 9, 1, NAMED_NAME), '200')
  t.equal(textAt(operation, 9, 1, NAMED_VALUE, 1, 1), 'OK')
  t.equal(textAt(operation, 9, 1, NAMED_VALUE, 1, 2, 1, 1), '#/definitions/Hat')
  t.equal(textAt(operation, 13, NAMED_VALUE, 2), '"get"')
})

void t.test('security', async (t) => {
  const key = { type: 'apiKey', name: 'authorization', in: 'header', description: 'A token.' }
  const bytes = encodeSwagger({
    security: [{ BearerToken: [] }],
    securityDefinitions: { BearerToken: key },
  })
  t.equal(textAt(bytes, 12, 1, NAMED_NAME), 'BearerToken')
  t.equal(textAt(bytes, 13, 1, NAMED_NAME), 'BearerToken')
  t.equal(textAt(bytes, 13, 1, NAMED_VALUE, 2, 2), 'authorization')
})
