/** `/openapi/v2`, converted from OpenAPI 3. */
import { documentKey, type OpenApiDocument } from '../../../apimachinery/schema/openapi-document.ts'

type Json = Record<string, unknown>

/** Keywords that kube-apiserver leaves out of version 2. */
const OMITTED = new Set(['nullable', 'allOf', 'anyOf', 'oneOf', 'not', 'default'])

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isPublic = (key: string): boolean => !key.startsWith('x-csrlab-')

const lastPart = (ref: unknown): string => String(ref).slice(String(ref).lastIndexOf('/') + 1)

const definitionRef = (ref: unknown): string => `#/definitions/${lastPart(ref)}`

const mapped = (values: unknown, convert: (value: Json) => Json): Json =>
  Object.fromEntries(
    Object.entries((values ?? {}) as Record<string, Json>).map(([name, value]) => [
      name,
      convert(value),
    ]),
  )

/** An `allOf` around a reference becomes a plain reference with a description. */
const schemaOf = (schema: Json): Json => {
  const [wrapped] = (schema['allOf'] ?? []) as Json[]
  const out: Json = {}
  if (wrapped?.['$ref'] !== undefined) out['$ref'] = definitionRef(wrapped['$ref'])
  for (const [key, value] of Object.entries(schema)) {
    if (!isPublic(key) || OMITTED.has(key)) continue
    if (key === '$ref') out[key] = definitionRef(value)
    else if (key === 'properties') out[key] = mapped(value, schemaOf)
    else out[key] = isObject(value) ? schemaOf(value) : value
  }
  return out
}

/** A parameter of version 2 has its type inline. */
const parameterOf = (parameter: Json): Json => {
  const { $ref, name, in: where, description, required, schema } = parameter
  if ($ref !== undefined) return { $ref: `#/parameters/${lastPart($ref)}` }
  return {
    ...(schema as Json),
    description,
    in: where,
    name,
    ...(required === undefined ? {} : { required }),
    uniqueItems: true,
  }
}

const parametersOf = (parameters: unknown): Json[] =>
  ((parameters ?? []) as Json[]).map(parameterOf)

const contentOf = ({ content }: Json): { types: string[]; shared: { schema?: Json } } => {
  const entries = Object.entries((content ?? {}) as Record<string, { schema?: Json }>)
  const schema = entries[0]?.[1].schema
  return {
    types: entries.map(([type]) => type),
    shared: schema === undefined ? {} : { schema: schemaOf(schema) },
  }
}

/** Converts the paths that are in one of the OpenAPI 3 documents. `version`: the release. */
export const swaggerDocument = (document: OpenApiDocument, version: string): Json => {
  const components = document.components as unknown as Record<string, Record<string, Json>>

  const resolved = (value: Json): Json => {
    if (value['$ref'] === undefined) return value
    const [, , section, name] = (value['$ref'] as string).split('/')
    return components[section!]![name!]!
  }

  const bodyOf = (requestBody: Json) => {
    const body = resolved(requestBody)
    const { types, shared } = contentOf(body)
    const required = body['required'] === true ? { required: true } : {}
    return {
      // as on the real server: only patches name their media types
      consumes: types.every((type) => type.includes('patch')) ? types : ['*/*'],
      parameters: [{ in: 'body', name: 'body', ...required, ...shared }],
    }
  }

  const operationOf = (operation: Json): Json => {
    const { parameters, requestBody, responses, ...rest } = operation
    const body = isObject(requestBody) ? bodyOf(requestBody) : { consumes: ['*/*'], parameters: [] }
    const produces = new Set<string>()
    const answers = mapped(responses, (response) => {
      const answer = resolved(response)
      const { types, shared } = contentOf(answer)
      types.forEach((type) => produces.add(type))
      return { description: answer['description'], ...shared }
    })
    return {
      ...Object.fromEntries(Object.entries(rest).filter(([key]) => isPublic(key))),
      consumes: body.consumes,
      produces: [...produces],
      schemes: ['https'],
      parameters: [...body.parameters, ...parametersOf(parameters)],
      responses: answers,
    }
  }

  const pathOf = ({ parameters, ...operations }: Json): Json => ({
    ...(parameters !== undefined && { parameters: parametersOf(parameters) }),
    ...mapped(operations, operationOf),
  })

  const paths = Object.entries(document.paths).filter(([path]) => documentKey(path) !== undefined)
  return {
    swagger: '2.0',
    info: { title: document.info.title, version },
    paths: mapped(Object.fromEntries(paths), pathOf),
    definitions: mapped(components['schemas'], schemaOf),
    parameters: mapped(components['parameters'], parameterOf),
    securityDefinitions: {
      BearerToken: {
        type: 'apiKey',
        description: 'Bearer Token authentication',
        name: 'authorization',
        in: 'header',
      },
    },
    security: [{ BearerToken: [] }],
  }
}
