/** openapi.yaml as the tests of this folder read it. */
import { readFileSync } from 'node:fs'
import { parseDocument } from 'yaml'
import type { GroupVersionKind } from '../../src/api/meta.ts'
import type { OpenApiSchema } from '../../src/api/schema/schema-compile.ts'

export interface Reference {
  $ref?: string
}

export interface Property extends OpenApiSchema {
  /** in place of a number where Go embeds a struct, which is a message of its own in protobuf */
  readonly 'x-csrlab-protobuf-path'?: readonly number[]
}

export interface ComponentSchema extends OpenApiSchema {
  readonly properties?: Readonly<Record<string, Property>>
}

export interface Parameter extends Reference {
  name?: string
  in?: string
}

export interface Operation {
  description?: string
  operationId?: string
  tags?: string[]
  parameters?: Parameter[]
  requestBody?: Reference & { content?: Record<string, unknown> }
  responses?: Record<string, Reference>
  'x-kubernetes-action'?: string
  'x-kubernetes-group-version-kind'?: GroupVersionKind
}

export const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const

export type PathItem = { parameters?: Parameter[] } & {
  [method in (typeof METHODS)[number]]?: Operation
}

export interface OpenAPI {
  openapi: string
  tags: { name: string; description: string }[]
  paths: Record<string, PathItem>
  components: {
    schemas: Record<string, ComponentSchema>
    parameters: Record<string, Parameter>
    requestBodies: Record<string, unknown>
    responses: Record<string, unknown>
  }
}

export const parsed = parseDocument(
  readFileSync(new URL('../../openapi.yaml', import.meta.url), 'utf8'),
)

export const openapi: OpenAPI = parsed.toJS()

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** What a local reference points at; undefined when there is no such thing. */
export const resolve = (ref: string): unknown => {
  let found: unknown = openapi
  for (const key of ref.replace(/^#\//u, '').split('/')) {
    found = isObject(found) ? Reflect.get(found, key) : undefined
  }
  return found
}

/** The last part of a reference, the name of a component. */
export const nameIn = (ref: string): string => ref.slice(ref.lastIndexOf('/') + 1)

/** Every reference at or below a value. */
export const referencesIn = (value: unknown): string[] =>
  isObject(value)
    ? Object.entries(value).flatMap(([key, child]) =>
        key === '$ref' ? [String(child)] : referencesIn(child),
      )
    : []

/** `[path, method, operation]` of every operation. */
export const operations: [path: string, method: string, operation: Operation][] = Object.entries(
  openapi.paths,
).flatMap(([path, item]) =>
  METHODS.flatMap((method): [string, string, Operation][] => {
    const operation = item[method]
    return operation === undefined ? [] : [[path, method, operation]]
  }),
)

/** The parameters of an operation and of its path, references followed. */
export const parametersOf = (path: string, operation: Operation): Parameter[] =>
  [...(openapi.paths[path]?.parameters ?? []), ...(operation.parameters ?? [])].map((parameter) =>
    parameter.$ref === undefined
      ? parameter
      : (openapi.components.parameters[nameIn(parameter.$ref)] ?? {}),
  )

/** `[schema name, property name, property]` of every property. */
export const properties = Object.entries(openapi.components.schemas).flatMap(([name, schema]) =>
  Object.entries(schema.properties ?? {}).map(
    ([field, property]) => [name, field, property] as const,
  ),
)

export const gvkText = ({ group, version, kind }: GroupVersionKind): string =>
  `${group}/${version} ${kind}`
