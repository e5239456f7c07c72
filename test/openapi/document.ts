/** openapi.yaml for the tests of this folder. */
import { readFileSync } from 'node:fs'
import { parseDocument } from 'yaml'
import type { OpenApiSchema } from '../../src/apimachinery/schema/openapi-schema.ts'
import type { GroupVersionKind } from '../../src/apimachinery/meta.ts'
import { handWritten } from '../../build/describe/text.ts'

export interface Reference {
  $ref?: string
}

export interface ComponentSchema extends OpenApiSchema {
  readonly properties?: Readonly<Record<string, OpenApiSchema>>
}

interface Parameter extends Reference {
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
  info: { title: string; version: string }
  tags: { name: string; description: string }[]
  paths: Record<string, PathItem>
  components: {
    schemas: Record<string, ComponentSchema>
    parameters: Record<string, Parameter>
    requestBodies: Record<string, object>
    responses: Record<string, object>
  }
}

export const FILE = new URL('../../openapi.yaml', import.meta.url)

export const source = readFileSync(FILE, 'utf8')

/** The hand-written part, with the parser's errors. */
export const byHand = parseDocument(handWritten(source))

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** Returns the target of a local reference; undefined if missing. */
export const resolveIn = (document: OpenAPI, ref: string): unknown => {
  let found: unknown = document
  for (const key of ref.replace(/^#\//u, '').split('/')) {
    found = isObject(found) ? Reflect.get(found, key) : undefined
  }
  return found
}

/** Returns the last part of a reference, the name of a component. */
export const nameIn = (ref: string): string => ref.slice(ref.lastIndexOf('/') + 1)

/** Returns every reference at or below a value. */
export const referencesIn = (value: unknown): string[] =>
  isObject(value)
    ? Object.entries(value).flatMap(([key, child]) =>
        key === '$ref' ? [String(child)] : referencesIn(child),
      )
    : []

export const operationsOf = (
  document: Pick<OpenAPI, 'paths'>,
): [path: string, method: string, operation: Operation][] =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method): [string, string, Operation][] => {
      const operation = item[method]
      return operation === undefined ? [] : [[path, method, operation]]
    }),
  )

/** Returns the parameters of an operation and of its path, resolved. */
export const parametersOf = (document: OpenAPI, path: string, operation: Operation): Parameter[] =>
  [...(document.paths[path]?.parameters ?? []), ...(operation.parameters ?? [])].map((parameter) =>
    parameter.$ref === undefined
      ? parameter
      : document.components.parameters[nameIn(parameter.$ref)]!,
  )

export const gvkText = ({ group, version, kind }: GroupVersionKind): string =>
  `${group}/${version} ${kind}`
