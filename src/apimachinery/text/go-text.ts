/** Formats decoded JSON values like Go's fmt package, for error texts. */
import { sortedKeys } from './byte-order.ts'
import { isJsonObject, JsonNumber } from './json.ts'
import { goFloat } from './go-float.ts'
import { goQuote } from './quote.ts'

/** Formats a number literal of JSON. */
type Numbers = (literal: string) => string

const INTEGER = /^-?\d{1,19}$/

/** Whether Kubernetes' decoder reads the number as an int64; it reads others as doubles. */
const isInt64 = (literal: string): boolean =>
  INTEGER.test(literal) && BigInt.asIntN(64, BigInt(literal)) === BigInt(literal)

const preserved: Numbers = (literal) =>
  isInt64(literal) ? BigInt(literal).toString() : goFloat(Number(literal))

/**
 * Formats numbers in errors of server-side apply. YAML becomes JSON before it is decoded, so that
 * `1e6` is the integer 1000000 (`Unmarshal` in k8s.io/apimachinery/pkg/util/yaml/decoder.go).
 */
export const applied: Numbers = (literal) =>
  preserved(isInt64(literal) ? literal : String(Number(literal)))

/** Formats like `%v`: `map[a:1 b:[x y] c:<nil>]`. */
export const goText = (value: unknown, numbers = preserved): string => {
  if (value === null || value === undefined) return '<nil>'
  if (typeof value === 'number') return numbers(String(value))
  if (value instanceof JsonNumber) return numbers(value.literal)
  if (Array.isArray(value)) return `[${value.map((item) => goText(item, numbers)).join(' ')}]`
  if (isJsonObject(value)) {
    return `map[${sortedKeys(value)
      .map((key) => `${key}:${goText(value[key], numbers)}`)
      .join(' ')}]`
  }
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Formats like `%#v`: `map[string]interface {}{"a":1}`. `mapType` replaces the type of maps. */
export const goSyntax = (
  value: unknown,
  numbers = preserved,
  mapType = 'map[string]interface {}',
): string => {
  const inner = (item: unknown): string => goSyntax(item, numbers, mapType)
  if (value === null || value === undefined) return 'interface {}(nil)'
  if (typeof value === 'string') return goQuote(value)
  if (Array.isArray(value)) return `[]interface {}{${value.map(inner).join(', ')}}`
  if (isJsonObject(value)) {
    return `${mapType}{${sortedKeys(value)
      .map((key) => `${goQuote(key)}:${inner(value[key])}`)
      .join(', ')}}`
  }
  return goText(value, numbers)
}

/** Formats like `%T`: the type that Kubernetes' decoder gives a value. */
export const goTypeName = (value: unknown): string => {
  switch (typeof value) {
    case 'string':
      return 'string'
    case 'boolean':
      return 'bool'
    case 'number':
      return Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? 'int64' : 'float64'
    default:
      if (value instanceof JsonNumber) return isInt64(value.literal) ? 'int64' : 'float64'
      if (Array.isArray(value)) return '[]interface {}'
      return isJsonObject(value) ? 'map[string]interface {}' : '<nil>'
  }
}

/** Formats like `%s`, for values that are meant to be strings: `%!s(int64=1)`. */
export const goString = (value: unknown): string => {
  const inner = (item: unknown): string =>
    item === null || item === undefined ? '<nil>' : goString(item)
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return '%!s(<nil>)'
  if (Array.isArray(value)) return `[${value.map(inner).join(' ')}]`
  if (!isJsonObject(value)) return `%!s(${goTypeName(value)}=${goText(value)})`
  return `map[${sortedKeys(value)
    .map((key) => `${key}:${inner(value[key])}`)
    .join(' ')}]`
}
