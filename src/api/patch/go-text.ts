/** JSON values as Go's fmt package prints them once they are decoded into `interface{}`: some error texts contain them. */
import { isJsonObject, JsonNumber } from '../text/json.ts'
import { goQuote } from '../text/quote.ts'

/** A number with verb `v`: the shortest form, with an exponent below 1e-4 and from 1e21 on. */
const numberText = (value: number): string => {
  const text = value !== 0 && Math.abs(value) < 1e-4 ? value.toExponential() : String(value)
  return text.replace(/e([+-])(\d)$/, 'e$10$2')
}

const sortedEntries = (object: object): [string, unknown][] =>
  Object.entries(object).toSorted(([a], [b]) => (a < b ? -1 : 1))

/** `%v`: `map[a:1 b:[x y] c:<nil>]`. */
export const goText = (value: unknown): string => {
  if (value === null || value === undefined) return '<nil>'
  if (typeof value === 'number') return numberText(value)
  if (value instanceof JsonNumber) return numberText(Number(value.literal))
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`
  if (isJsonObject(value)) {
    return `map[${sortedEntries(value)
      .map(([key, entry]) => `${key}:${goText(entry)}`)
      .join(' ')}]`
  }
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** `%#v`: `map[string]interface {}{"a":1}`. */
export const goSyntax = (value: unknown): string => {
  if (value === null || value === undefined) return 'interface {}(nil)'
  if (typeof value === 'string') return goQuote(value)
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`
  if (isJsonObject(value)) {
    return `map[string]interface {}{${sortedEntries(value)
      .map(([key, entry]) => `${goQuote(key)}:${goSyntax(entry)}`)
      .join(', ')}}`
  }
  return goText(value)
}

/** `%T`: the type that Kubernetes' decoder gives a value. */
export const goTypeName = (value: unknown): string => {
  switch (typeof value) {
    case 'string':
      return 'string'
    case 'boolean':
      return 'bool'
    case 'number':
      return Number.isInteger(value) ? 'int64' : 'float64'
    default:
      if (value instanceof JsonNumber) return /^-?\d+$/.test(value.literal) ? 'int64' : 'float64'
      if (Array.isArray(value)) return '[]interface {}'
      return isJsonObject(value) ? 'map[string]interface {}' : '<nil>'
  }
}

/** How encoding/json names a JSON value that does not fit. */
export const jsonKind = (value: unknown): string => {
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'boolean') return 'bool'
  return value instanceof JsonNumber ? 'number' : typeof value
}
