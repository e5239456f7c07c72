import { JsonNumber } from '../text/json.ts'

/** Error for a value that does not fit its field's type; the message is Go's. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError'
}

/** Field on the path to the decoded value. */
export interface PathField {
  readonly name: string
  /** Go's name of the struct */
  readonly owner: string
}

/** Describes a JSON value as in Go's errors. `withLiteral`: the target is a number too. */
export const describeJson = (value: unknown, withLiteral = false): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return withLiteral ? `number ${value}` : 'number'
  if (value instanceof JsonNumber) return withLiteral ? `number ${value.literal}` : 'number'
  return typeof value === 'boolean' ? 'bool' : typeof value
}

export class DecodeContext {
  /** fields, map keys and list indexes, outermost first */
  readonly path: (PathField | string | number)[] = []
  readonly unknown: string[] = []
  /** first error; decoding continues, since a later error may hide it */
  error: Error | undefined

  /** Records a type error. The value counts as unset. */
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

  /** Returns the path of a key of the current object. */
  pathTo(key: string): string {
    let text = ''
    for (const step of [...this.path, key]) {
      if (typeof step === 'number') text += `[${step}]`
      else text += `${text === '' ? '' : '.'}${typeof step === 'string' ? step : step.name}`
    }
    return text
  }
}
