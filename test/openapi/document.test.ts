/** openapi.yaml matches the output of `npm run openapi`, and its operations follow common rules. */
import { fileURLToPath } from 'node:url'
import { Validator } from '@seriousme/openapi-schema-validator'
import t from 'tap'
import { parseDocument } from 'yaml'
import { generate } from '../../build/describe/generate.ts'
import { shelf } from '../../build/describe/shelf.ts'
import { withGenerated } from '../../build/describe/text.ts'
import {
  byHand,
  FILE,
  gvkText,
  type OpenAPI,
  type Operation,
  operationsOf,
  parametersOf,
  referencesIn,
  resolveIn,
  source,
} from './document.ts'

const parsed = parseDocument(source)
const openapi: OpenAPI = parsed.toJS()
const { components } = openapi
const operations = operationsOf(openapi)

/** Returns the operations that violate a rule. */
const where = (isWrong: (operation: Operation, path: string, method: string) => boolean) =>
  operations
    .filter(([path, method, operation]) => isWrong(operation, path, method))
    .map(([path, method]) => `${method} ${path}`)

const namesOf = (path: string, operation: Operation) =>
  parametersOf(openapi, path, operation).map(({ name }) => name!)

const isDuplicated = (names: readonly unknown[]) => new Set(names).size < names.length

t.test('the generated part is up to date', async (t) => {
  const made = withGenerated(source, generate(shelf, byHand.toJS().components))
  t.ok(made === source, 'openapi.yaml is what npm run openapi writes')
})

t.test('a kind without a schema is named in the error', async (t) => {
  const [resource] = shelf.resources
  t.throws(
    () =>
      generate(
        { resources: [{ ...resource!, kind: 'Widget' }], posts: [] },
        byHand.toJS().components,
      ),
    /openapi\.yaml has no schema with the kind Widget of /,
  )
})

t.test(
  'the file is YAML without errors or warnings, and so is the hand-written part',
  async (t) => {
    t.same([...parsed.errors, ...parsed.warnings, ...byHand.errors, ...byHand.warnings], [])
  },
)

t.test('an independent validator accepts the file', async (t) => {
  const validator = new Validator()
  t.match(await validator.validate(fileURLToPath(FILE)), { valid: true })
  t.equal(validator.version, '3.0')
  const broken = { ...openapi, info: { title: 'no version' } }
  t.match(await validator.validate(broken), { valid: false }, 'the validator detects errors')
})

t.test('references have targets, and every component is reachable from a path', async (t) => {
  const reached = new Set<string>()
  const visit = (value: unknown) => {
    for (const ref of referencesIn(value)) {
      if (reached.has(ref)) continue
      reached.add(ref)
      visit(resolveIn(openapi, ref))
    }
  }
  visit(openapi.paths)
  t.same(
    [...reached].filter((ref) => resolveIn(openapi, ref) === undefined),
    [],
  )
  const all = ['schemas', 'parameters', 'requestBodies', 'responses'] as const
  t.same(
    all
      .flatMap((section) =>
        Object.keys(components[section]).map((name) => `#/components/${section}/${name}`),
      )
      .filter((ref) => !reached.has(ref)),
    [],
  )
})

t.test('every operation has a unique id, a description and a tag', async (t) => {
  t.ok(operations.length > 250)
  t.notOk(isDuplicated(operations.map(([, , { operationId }]) => operationId)))
  const tags = new Set(openapi.tags.map(({ name }) => name))
  t.same(
    where(
      ({ operationId, description, tags: own = [] }) =>
        !/^[a-z][A-Za-z0-9]+$/u.test(operationId ?? '') ||
        !/[.]$/u.test(description ?? '') ||
        own.length !== 1 ||
        !tags.has(own[0]!),
    ),
    [],
  )
  const used = new Set(operations.flatMap(([, , operation]) => operation.tags))
  t.same(
    openapi.tags.filter(({ name, description }) => description === '' || !used.has(name)),
    [],
  )
})

t.test('the placeholders of a path are its parameters, without duplicates', async (t) => {
  t.same(
    where((operation, path) => {
      const parameters = parametersOf(openapi, path, operation)
      const placeholders = new Set([...path.matchAll(/\{(\w+)\}/gu)].map(([, name]) => name))
      const inPath = parameters.filter((parameter) => parameter.in === 'path')
      return (
        isDuplicated(parameters.map(({ name }) => name)) ||
        inPath.length !== placeholders.size ||
        inPath.some(({ name }) => !placeholders.has(name))
      )
    }),
    [],
  )
})

t.test('only operations on resources name an action and a documented kind', async (t) => {
  const kinds = new Set(
    Object.values(components.schemas).flatMap((schema) =>
      (schema['x-kubernetes-group-version-kind'] ?? []).map(gvkText),
    ),
  )
  t.same(
    where((operation, path) => {
      const kind = operation['x-kubernetes-group-version-kind']
      const isResource = /^\/(?:api\/v1|apis\/[^/]+\/[^/]+)\/[^/]/u.test(path)
      return (
        isResource !== (operation['x-kubernetes-action'] !== undefined) ||
        isResource !== (kind !== undefined && kinds.has(gvkText(kind)))
      )
    }),
    [],
  )
})

t.test('POST, PUT and PATCH support dry run, field managers and field validation', async (t) => {
  const expected = ['dryRun', 'fieldManager', 'fieldValidation']
  t.same(
    where((operation, path, method) => {
      const names = namesOf(path, operation)
      return (
        ['post', 'put', 'patch'].includes(method) && expected.some((name) => !names.includes(name))
      )
    }),
    [],
  )
})

t.test('every PATCH has its fieldValidation and media types inline, for kubectl', async (t) => {
  const types = [
    'application/json-patch+json',
    'application/merge-patch+json',
    'application/strategic-merge-patch+json',
    'application/apply-patch+yaml',
  ]
  t.ok(operations.filter(([, method]) => method === 'patch').length > 20)
  t.same(
    where((operation, path, method) => {
      const { parameters = [], requestBody } = operation
      const isKnown =
        parameters.some(({ name, in: of }) => name === 'fieldValidation' && of === 'query') &&
        Object.keys(requestBody?.content ?? {}).join() === types.join() &&
        namesOf(path, operation).includes('force')
      return method === 'patch' && !isKnown
    }),
    [],
  )
})
