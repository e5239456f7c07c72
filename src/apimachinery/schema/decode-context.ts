import { JsonNumber } from '../text/json.ts'

/** A value whose type does not fit its field; the message is Go's. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError'
}

/** A field on the way to the value that is being decoded. */
export interface PathField {
  readonly name: string
  /** the struct that has it, as Go names it */
  readonly owner: string
}

/** A JSON value as Go's errors name it. A number gives its literal where the target was a number too. */
export const describeJson = (value: unknown, withLiteral = false): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return withLiteral ? `number ${value}` : 'number'
  if (value instanceof JsonNumber) return withLiteral ? `number ${value.literal}` : 'number'
  return typeof value === 'boolean' ? 'bool' : typeof value
}

/** What one decoding carries along: where it is, and what it has found wrong. */
export class DecodeContext {
  /** fields, keys of maps and indexes of lists, from the outside in */
  readonly path: (PathField | string | number)[] = []
  readonly unknown: string[] = []
  /** the first error; Go goes on after it, since a later one may be worse */
  error: Error | undefined

  /** Notes that a value does not fit, and returns undefined: the value is as good as unset. */
  wrongType(value: unknown, goType: string, withLiteral = false): undefined {
    this.error ??= this.typeError(value, goType, withLiteral)
  }

  typeError(value: unknown, goType: string, withLiteral = false): DecodeError {
    const fields = this.path.filter((step) => typeof step === 'object')
    const field = fields.map(({ name }) => name).join('.')
    const target = fields.length === 0 ? 'value' : `struct field ${fields.at(-1)!.owner}.${field}`
    return new DecodeError(
      `json: cannot unmarshal ${describeJson(value, withLiteral)} into Go ${target} of type ${goType}`,
    )
  }

  /** The path of a key of the object that is being decoded. */
  pathTo(key: string): string {
    let text = ''
    for (const step of [...this.path, key]) {
      if (typeof step === 'number') text += `[${step}]`
      else text += `${text === '' ? '' : '.'}${typeof step === 'string' ? step : step.name}`
    }
    return text
  }
}
