/** `/openapi/v2`, for older kubectls: converted from OpenAPI 3. Pure. */
import { documentKey, type OpenApiDocument } from '../../../apimachinery/schema/openapi-document.ts'

type Json = Record<string, unknown>

const PRIVATE_PREFIX = 'x-csrlab-'

/** Keywords that kube-apiserver leaves out of version 2. */
const V3_ONLY = new Set(['nullable', 'allOf', 'anyOf', 'oneOf', 'not', 'default'])

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const lastPart = (ref: unknown): string => String(ref).slice(String(ref).lastIndexOf('/') + 1)

const definitionRef = (ref: unknown): string => `#/definitions/${lastPart(ref)}`

/**
 * Converts a schema. An `allOf` around a reference becomes a plain reference with a description.
 */
const schemaOf = (schema: Json): Json => {
  const wrapped = Array.isArray(schema['allOf']) ? (schema['allOf'] as Json[])[0] : undefined
  const out: Json = {}
  if (wrapped?.['$ref'] !== undefined) out['$ref'] = definitionRef(wrapped['$ref'])
  for (const [key, value] of Object.entries(schema)) {
    if (key.startsWith(PRIVATE_PREFIX) || V3_ONLY.has(key)) continue
    if (key === '$ref') out[key] = definitionRef(value)
    else if (key === 'items' && isObject(value)) out[key] = schemaOf(value)
    else if (key === 'additionalProperties' && isObject(value)) out[key] = schemaOf(value)
    else if (key === 'properties') {
      out[key] = Object.fromEntries(
        Object.entries(value as Json).map(([name, property]) => [name, schemaOf(property as Json)]),
      )
    } else out[key] = value
  }
  return out
}

/** Converts a parameter, which has its type inline. */
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

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'] as const

class Converter {
  readonly #components: Record<string, Record<string, Json>>

  constructor(document: OpenApiDocument) {
    this.#components = document.components as unknown as Record<string, Record<string, Json>>
  }

  #resolved(section: string, value: Json): Json {
    return value['$ref'] === undefined
      ? value
      : this.#components[section]![lastPart(value['$ref'])]!
  }

  /** Returns the media types of a body and their shared schema. */
  #content(value: Json): { types: string[]; schema: Json | undefined } {
    const content = (value['content'] ?? {}) as Record<string, Json>
    const types = Object.keys(content)
    const schema = content[types[0] ?? '']?.['schema'] as Json | undefined
    return { types, schema: schema === undefined ? undefined : schemaOf(schema) }
  }

  #body(requestBody: unknown): { consumes: string[]; parameter: Json } | undefined {
    if (!isObject(requestBody)) return undefined
    const body = this.#resolved('requestBodies', requestBody)
    const { types, schema } = this.#content(body)
    return {
      // as on the real server: only patches name their media types
      consumes: types.every((type) => type.includes('patch')) ? types : ['*/*'],
      parameter: {
        in: 'body',
        name: 'body',
        ...(body['required'] === true ? { required: true } : {}),
        schema,
      },
    }
  }

  operation(operation: Json): Json {
    const { parameters, requestBody, responses, ...rest } = operation
    const body = this.#body(requestBody)
    const produces = new Set<string>()
    const answers: Json = {}
    for (const [code, response] of Object.entries(responses as Record<string, Json>)) {
      const resolved = this.#resolved('responses', response)
      const { types, schema } = this.#content(resolved)
      types.forEach((type) => produces.add(type))
      answers[code] = {
        description: resolved['description'],
        ...(schema === undefined ? {} : { schema }),
      }
    }
    return {
      ...Object.fromEntries(
        Object.entries(rest).filter(([key]) => !key.startsWith(PRIVATE_PREFIX)),
      ),
      consumes: body?.consumes ?? ['*/*'],
      produces: [...produces],
      schemes: ['https'],
      parameters: [...(body === undefined ? [] : [body.parameter]), ...parametersOf(parameters)],
      responses: answers,
    }
  }

  path(item: Json): Json {
    const out: Json = {}
    if (item['parameters'] !== undefined) out['parameters'] = parametersOf(item['parameters'])
    for (const method of METHODS) {
      if (isObject(item[method])) out[method] = this.operation(item[method])
    }
    return out
  }

  definitions(): Json {
    return Object.fromEntries(
      Object.entries(this.#components['schemas']!).map(([name, schema]) => [
        name,
        schemaOf(schema),
      ]),
    )
  }

  parameters(): Json {
    return Object.fromEntries(
      Object.entries(this.#components['parameters'] ?? {}).map(([name, parameter]) => [
        name,
        parameterOf(parameter),
      ]),
    )
  }
}

/** Converts the paths that have a version 3 document. `version` is the server's. */
export const swaggerDocument = (document: OpenApiDocument, version: string): Json => {
  const converter = new Converter(document)
  return {
    swagger: '2.0',
    info: { title: document.info.title, version },
    paths: Object.fromEntries(
      Object.entries(document.paths)
        .filter(([path]) => documentKey(path) !== undefined)
        .map(([path, item]) => [path, converter.path(item as Json)]),
    ),
    definitions: converter.definitions(),
    parameters: converter.parameters(),
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
