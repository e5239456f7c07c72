/**
 * Field paths and field errors, as `k8s.io/apimachinery/pkg/util/validation/field` words them. Validators return lists
 * and never throw; the registry turns a non-empty list into one 422.
 */
import { stringifyJson } from './text/json.ts'
import { goQuote } from './text/quote.ts'

/** An immutable path to a field: `spec.usages[0]`, `metadata.labels[key]`. Its text is made when an error names it: most never do. */
export class FieldPath {
  readonly #parent: FieldPath | undefined
  /** what follows the parent's text, its dot or bracket included */
  readonly #end: string
  private constructor(parent: FieldPath | undefined, end: string) {
    this.#parent = parent
    this.#end = end
  }
  static of(...names: string[]): FieldPath {
    return new FieldPath(undefined, names.join('.'))
  }
  /** Empty names are left out, as is the dot after an empty path. */
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
  | 'InternalError'

/** One entry of a Status' `details.causes`. */
export interface StatusCause {
  reason?: string
  message?: string
  field?: string
}

/** One thing wrong with one field. `body` is the text after the path, as it stands in `details.causes[].message`. */
export interface FieldError {
  readonly reason: FieldErrorReason
  readonly field: string
  readonly body: string
}

const error = (reason: FieldErrorReason, path: FieldPath, body: string): FieldError => ({
  reason,
  field: path.toString(),
  body,
})

/**
 * A value that Go holds in a named string type or a byte slice is printed as JSON (`<` becomes `\u003c`), a plain string
 * with `%q`. Wrap the former in this.
 */
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

const withDetail = (head: string, detail: string): string =>
  detail === '' ? head : `${head}: ${detail}`

export const required = (path: FieldPath, detail = ''): FieldError =>
  error('FieldValueRequired', path, withDetail('Required value', detail))

export const invalid = (path: FieldPath, value: unknown, detail: string): FieldError =>
  error('FieldValueInvalid', path, withDetail(`Invalid value: ${valueText(value)}`, detail))

/** A wrong value that is not shown: it is too large, or all of the object. */
export const invalidUnshown = (path: FieldPath, detail: string): FieldError =>
  error('FieldValueInvalid', path, withDetail('Invalid value', detail))

/** `supported` is printed in its order, as the real server does where it holds a list. */
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

/** `supported` is sorted before it is printed, as the real server does for sets. */
export const notSupported = (
  path: FieldPath,
  value: unknown,
  supported: readonly string[],
): FieldError => notSupportedInOrder(path, value, [...supported].sort())

export const duplicate = (path: FieldPath, value: unknown, detail = ''): FieldError =>
  error('FieldValueDuplicate', path, withDetail(`Duplicate value: ${valueText(value)}`, detail))

export const forbidden = (path: FieldPath, detail: string): FieldError =>
  error('FieldValueForbidden', path, `Forbidden: ${detail}`)

export const tooLong = (path: FieldPath, maxBytes: number): FieldError =>
  error('FieldValueTooLong', path, `Too long: may not be more than ${maxBytes} bytes`)

export const notFoundValue = (path: FieldPath, value: unknown, detail = ''): FieldError =>
  error('FieldValueNotFound', path, withDetail(`Not found: ${valueText(value)}`, detail))

/** What could not be found out, and is told beside what is wrong. */
export const internalError = (path: FieldPath, detail: string): FieldError =>
  error('InternalError', path, withDetail('Internal error', detail))

/** `path: body`, the text of one error. */
export const fieldErrorText = ({ field, body }: FieldError): string => `${field}: ${body}`

/** So many characters of errors are told: texts of V8 end at 512 MB, and a body may hold half a million items that are all at fault. */
const TOLD_CHARACTERS = 8 * 1024 * 1024

/** The first errors that an answer has room for, one at least; usually all of them. */
export const toldErrors = (errors: readonly FieldError[]): readonly FieldError[] => {
  let characters = 0
  const end = errors.findIndex(
    ({ field, body }) => (characters += field.length + body.length) > TOLD_CHARACTERS,
  )
  return end === -1 ? errors : errors.slice(0, Math.max(end, 1))
}

/** The errors as `details.causes`, duplicates kept (the real server keeps them there and only there). */
export const causesOf = (errors: readonly FieldError[]): StatusCause[] =>
  errors.map(({ reason, body, field }) => ({ reason, message: body, field }))

/** The errors as one text: one alone as it is, several as `[e1, e2]`, textual duplicates once. */
export const aggregateText = (errors: readonly FieldError[]): string => {
  const texts = [...new Set(errors.map(fieldErrorText))]
  return texts.length === 1 ? texts[0]! : `[${texts.join(', ')}]`
}
