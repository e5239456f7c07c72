/**
 * Field paths and field errors with the texts of `k8s.io/apimachinery/pkg/util/validation/field`.
 */
import { aggregateErrors } from './aggregate.ts'
import { stringifyJson } from './text/json.ts'
import { goQuote } from './text/quote.ts'

/**
 * Path to a field: `spec.usages[0]`, `metadata.labels[key]`. Formatted lazily, since most paths
 * appear in no error.
 */
export class FieldPath {
  readonly #parent: FieldPath | undefined
  readonly #end: string
  private constructor(parent: FieldPath | undefined, end: string) {
    this.#parent = parent
    this.#end = end
  }
  static of(...names: string[]): FieldPath {
    return new FieldPath(undefined, names.join('.'))
  }
  /** Appends names, except empty ones. */
  child(name: string, ...names: string[]): FieldPath {
    const path = name === '' ? this : new FieldPath(this, `.${name}`)
    return names.reduce((parent, each) => parent.child(each), path)
  }
  index(i: number): FieldPath {
    return new FieldPath(this, `[${i}]`)
  }
  key(name: string): FieldPath {
    return new FieldPath(this, `[${name}]`)
  }
  toString(): string {
    if (this.#parent === undefined) return this.#end
    const before = this.#parent.toString()
    return before === '' && this.#end.startsWith('.') ? this.#end.slice(1) : before + this.#end
  }
}

type FieldErrorReason =
  | 'FieldValueRequired'
  | 'FieldValueInvalid'
  | 'FieldValueTypeInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueDuplicate'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueNotFound'

/** Error of one field, as in `details.causes`. */
export interface FieldError {
  readonly reason: FieldErrorReason
  readonly message: string
  readonly field: string
}

const error = (
  reason: FieldErrorReason,
  path: FieldPath,
  message: string,
  detail = '',
): FieldError => ({
  reason,
  message: detail === '' ? message : `${message}: ${detail}`,
  field: path.toString(),
})

/** Value that Go prints as JSON (`<` as `\u003c`), even if it is a string. */
export class JsonValue {
  readonly value: unknown
  constructor(value: unknown) {
    this.value = value
  }
}

const valueText = (value: unknown): string => {
  if (value instanceof JsonValue) return stringifyJson(value.value ?? null)
  if (typeof value === 'string') return goQuote(value)
  return stringifyJson(value ?? null)
}

export const required = (path: FieldPath, detail = ''): FieldError =>
  error('FieldValueRequired', path, 'Required value', detail)

export const invalid = (path: FieldPath, value: unknown, detail: string): FieldError =>
  error('FieldValueInvalid', path, `Invalid value: ${valueText(value)}`, detail)

export const invalidEach = (
  path: FieldPath,
  value: unknown,
  details: readonly string[],
): FieldError[] => details.map((detail) => invalid(path, value, detail))

/** Error for an invalid value that is not shown, such as a signature. */
export const invalidUnshown = (path: FieldPath, detail: string): FieldError =>
  error('FieldValueInvalid', path, 'Invalid value', detail)

export const notSupportedInOrder = (
  path: FieldPath,
  value: unknown,
  supported: readonly string[],
): FieldError =>
  error(
    'FieldValueNotSupported',
    path,
    `Unsupported value: ${valueText(value)}: supported values: ${supported.map(goQuote).join(', ')}`,
  )

/** Sorts `supported`, for fields whose supported values are an unordered set in the real server. */
export const notSupported = (
  path: FieldPath,
  value: unknown,
  supported: readonly string[],
): FieldError => notSupportedInOrder(path, value, [...supported].sort())

export const duplicate = (path: FieldPath, value: unknown, detail = ''): FieldError =>
  error('FieldValueDuplicate', path, `Duplicate value: ${valueText(value)}`, detail)

export const forbidden = (path: FieldPath, detail: string): FieldError =>
  error('FieldValueForbidden', path, 'Forbidden', detail)

export const tooLong = (path: FieldPath, maxBytes: number): FieldError =>
  error('FieldValueTooLong', path, `Too long: may not be more than ${maxBytes} bytes`)

/** Returns an error if the text exceeds `maxBytes`. */
export const tooLongErrors = (path: FieldPath, text: string, maxBytes: number): FieldError[] =>
  Buffer.byteLength(text) > maxBytes ? [tooLong(path, maxBytes)] : []

export const notFoundValue = (path: FieldPath, value: unknown): FieldError =>
  error('FieldValueNotFound', path, `Not found: ${valueText(value)}`)

export const fieldErrorText = ({ field, message }: FieldError): string => `${field}: ${message}`

/**
 * Limit on error texts: V8 limits strings to 512 MB, and a JSON patch may create half a million
 * invalid items.
 */
const REPORTED_CHARACTERS = 8 * 1024 * 1024

/** Returns the first errors that fit into an answer, at least one. */
export const reportedErrors = (errors: readonly FieldError[]): readonly FieldError[] => {
  let characters = 0
  const end = errors.findIndex(
    ({ field, message }) => (characters += field.length + message.length) > REPORTED_CHARACTERS,
  )
  return end === -1 ? errors : errors.slice(0, Math.max(end, 1))
}

export const aggregateText = (errors: readonly FieldError[]): string =>
  aggregateErrors(errors.map(fieldErrorText))
