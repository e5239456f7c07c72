import { DecodeError } from '../text/decode-error.ts'
import { JsonNumber } from '../text/json.ts'

export interface PathField {
  /** `emptyDir`, or with the embedded struct that has the field: `VolumeSource.emptyDir` */
  readonly name: string
  /** Go's name of the struct */
  readonly owner: string
}

/** Returns the type of a JSON value in Go's words. `withLiteral`: a number's literal is added. */
export const describeJson = (value: unknown, withLiteral = false): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return withLiteral ? `number ${value}` : 'number'
  if (value instanceof JsonNumber) return withLiteral ? `number ${value.literal}` : 'number'
  return typeof value === 'boolean' ? 'bool' : typeof value
}

export class DecodeContext {
  /** outermost first */
  readonly path: PathField[] = []
  hasUnknown = false
  /** first type or base64 error; a later invalid time, quantity or IntOrString is thrown instead */
  error: Error | undefined

  /** Records a type error; the value counts as unset. */
  wrongType(value: unknown, goType: string, withLiteral = false): undefined {
    this.error ??= this.typeError(value, goType, withLiteral)
  }

  typeError(value: unknown, goType: string, withLiteral = false): DecodeError {
    const field = this.path.map(({ name }) => name).join('.')
    const owner = this.path.at(-1)?.owner
    const target = owner === undefined ? 'value' : `struct field ${owner}.${field}`
    return new DecodeError(
      `json: cannot unmarshal ${describeJson(value, withLiteral)} into Go ${target} of type ${goType}`,
    )
  }
}
