/** Source: structured-merge-diff, typed/validate.go. */
import { append } from '../append.ts'
import { isJsonObject, JsonNumber } from '../text/json.ts'
import { applied, goSyntax, goTypeName, goText } from '../text/go-text.ts'
import type { ListSchema, MapSchema, ScalarKind, Schema, StructSchema } from '../schema/schema.ts'
import { itemElement, ListItemError } from './list-items.ts'
import { elementText, fieldElement, indexElement, type PathElement } from './path-element.ts'
import { schemaOfField } from './typed-value.ts'

interface Problem {
  readonly path: string
  readonly message: string
}

const isNumber = (value: unknown): boolean =>
  typeof value === 'number' || value instanceof JsonNumber

/** Formats a value as Go prints the pointer in which structured-merge-diff wraps the value. */
const wrapped = (value: unknown): string => `&{${goText(value, applied)}}`

const scalarProblem = (kind: ScalarKind, value: unknown): string | undefined => {
  switch (kind) {
    case 'json':
      return undefined
    case 'bool':
      return typeof value === 'boolean' ? undefined : `expected boolean, got ${wrapped(value)}`
    case 'int32':
    case 'int64':
    case 'double':
      return isNumber(value)
        ? undefined
        : `expected numeric (int or float), got ${goTypeName(value)}`
    case 'time':
    case 'microTime':
    case 'intOrString':
    case 'quantity':
      return isNumber(value) || typeof value !== 'object'
        ? undefined
        : `expected any scalar, got ${wrapped(value)}`
    default:
      return typeof value === 'string'
        ? undefined
        : `expected string, got &value.valueUnstructured{Value:${goSyntax(value, applied)}}`
  }
}

const itemProblems = (schema: ListSchema, list: readonly unknown[], path: string): Problem[] => {
  const problems: Problem[] = []
  const seen = new Set<PathElement>()
  for (const [i, item] of list.entries()) {
    let element = indexElement(i)
    if (schema.listType !== 'atomic') {
      try {
        element = itemElement(schema, item)
      } catch (error) {
        if (!(error instanceof ListItemError)) throw error
        return [...problems, { path, message: `element ${i}: ${error.message}` }]
      }
      if (seen.has(element)) {
        problems.push({ path, message: `duplicate entries for key ${elementText(element)}` })
      }
      seen.add(element)
    }
    append(problems, problemsOf(schema.items, item, path + elementText(element)))
  }
  return problems
}

const fieldProblems = (
  schema: StructSchema | MapSchema,
  object: object,
  path: string,
): Problem[] => {
  const problems: Problem[] = []
  for (const [name, value] of Object.entries(object)) {
    const below = path + elementText(fieldElement(name))
    const fieldSchema = schemaOfField(schema, name)
    // the rest of the object is not checked
    if (fieldSchema === undefined) {
      return [...problems, { path: below, message: 'field not declared in schema' }]
    }
    append(problems, problemsOf(fieldSchema, value, below))
  }
  return problems
}

const problemsOf = (schema: Schema, value: unknown, path: string): Problem[] => {
  if (value === null) return []
  if (schema.type === 'scalar') {
    const message = scalarProblem(schema.scalar, value)
    return message === undefined ? [] : [{ path, message }]
  }
  if (schema.type === 'list') {
    return Array.isArray(value)
      ? itemProblems(schema, value, path)
      : [{ path, message: `expected list, got ${wrapped(value)}` }]
  }
  return isJsonObject(value)
    ? fieldProblems(schema, value, path)
    : [{ path, message: `expected map, got ${wrapped(value)}` }]
}

const problemText = ({ path, message }: Problem): string =>
  path === '' ? message : `${path}: ${message}`

/** Returns the errors in structured-merge-diff's words; undefined if the document is valid. */
export const validationError = (schema: StructSchema, value: unknown): string | undefined => {
  const problems = problemsOf(schema, value, '').map(problemText)
  if (problems.length <= 1) return problems[0]
  return ['errors:', ...problems.map((problem) => `  ${problem}`)].join('\n')
}
