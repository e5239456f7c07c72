/** Turns ajv errors into sentences with the field, the expected value and the given one. */
import type { ErrorObject } from 'ajv/dist/2020.js'
import { partsOf, writtenPath } from '../../apimachinery/schema/instance-path.ts'
import { nearest } from '../../apimachinery/text/nearest.ts'
import { FieldProblem, refuse, shownValue } from './field-problem.ts'
import { DURATION, TIME } from './texts.ts'

interface Schema {
  readonly type?: string
  readonly format?: string
  readonly enum?: readonly unknown[]
  readonly example?: string
  readonly description?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: unknown
}

const rangeText = ({ minimum, maximum }: Schema): string => {
  if (maximum !== undefined) return ` from ${minimum} to ${maximum}`
  return minimum === undefined ? '' : `, ${minimum} or more`
}

const FORMATS: Readonly<Record<string, string>> = {
  'go-duration': DURATION,
  'date-time': TIME,
  pem: 'a text in PEM',
}

const textWanted = ({ format = '', example }: Schema): string =>
  FORMATS[format] ?? (example === undefined ? 'a text' : `a text such as ${shownValue(example)}`)

const wantedBy = (schema: Schema): string => {
  const { type, enum: words } = schema
  if (words?.length === 1 && words[0] === true) return 'true, or leave it out'
  if (words !== undefined) return `one of ${words.join(', ')}`
  if (type === 'boolean') return 'true or false'
  if (type === 'integer') return `a whole number${rangeText(schema)}`
  if (type === 'number') return `a number${rangeText(schema)}`
  if (type === 'array') return 'a list'
  return type === 'object' ? 'an object' : textWanted(schema)
}

const lengthWanted = ({ minItems = 0, maxItems, items }: Schema): string => {
  const example = items?.example === undefined ? '' : `, such as [${shownValue(items.example)}]`
  return `a list of ${minItems} to ${maxItems} items${example}`
}

export const adviceOn = (name: string, known: readonly string[]): string => {
  const meant = nearest(name, known)
  return meant === undefined ? `known: ${known.join(', ')}` : `did you mean ${meant}?`
}

/** Throws a FieldProblem if there is an unknown field. */
const refuseUnknown = (
  value: object,
  { properties = {}, additionalProperties }: Schema,
  at: string,
): void => {
  const known = Object.keys(properties)
  const name = Object.keys(value).find((key) => !Object.hasOwn(properties, key))
  if (name === undefined || additionalProperties !== false) return
  const path = at === '' ? name : `${at}.${name}`
  throw new FieldProblem('', `there is no field ${shownValue(path)}; ${adviceOn(name, known)}`)
}

/** Throws a FieldProblem. ajv must be `verbose`. */
export const refuseError = (error: ErrorObject): never => {
  const schema = error.parentSchema as Schema
  const { keyword, data } = error
  const params = error.params as Readonly<Record<string, string | number>>
  const at = writtenPath(partsOf(error))
  switch (keyword) {
    case 'required': {
      // an unknown field is probably the missing one, misspelt
      refuseUnknown(data as object, schema, at)
      const name = String(params['missingProperty'])
      return refuse(
        at === '' ? name : `${at}.${name}`,
        wantedBy(schema.properties?.[name] ?? {}),
        undefined,
      )
    }
    case 'additionalProperties':
      refuseUnknown(data as object, schema, at)
      break
    case 'minProperties':
    case 'maxProperties':
      refuseUnknown(data as object, schema, at)
      throw new FieldProblem(at, `give one of ${Object.keys(schema.properties ?? {}).join(', ')}`)
    case 'minItems':
    case 'maxItems':
      throw new FieldProblem(at, `write ${lengthWanted(schema)}`)
    case 'uniqueItems': {
      const { i, j } = params
      const item = (data as readonly unknown[])[Number(i)]
      throw new FieldProblem(
        `${at}[${Math.max(Number(i), Number(j))}]`,
        `${String(item)} is named twice`,
      )
    }
    case 'maxLength':
      throw new FieldProblem(at, `write at most ${params['limit']} characters`)
    case 'pattern':
      return refuse(at, schema.description ?? '', data)
  }
  return refuse(at, wantedBy(schema), data)
}
