/**
 * Steps of a field path, as keys of `fieldsV1`: `f:NAME` for a field or map key,
 * `k:{"type":"Ready"}` for a keyed item, `v:"x"` for an item of a set, `i:3` for an index. Equal
 * elements are equal strings. Source: structured-merge-diff, fieldpath/serialize-pe.go.
 */
import { isJsonObject, parseJson, stringifyJson } from '../text/json.ts'
import { goQuote } from '../text/quote.ts'

/** Never `__proto__`, since every element has a prefix such as `f:`. */
export type PathElement = string

export const fieldElement = (name: string): PathElement => `f:${name}`

export const valueElement = (value: unknown): PathElement => `v:${stringifyJson(value)}`

export const indexElement = (index: number): PathElement => `i:${index}`

export const keyElement = (
  keys: readonly (readonly [name: string, value: unknown])[],
): PathElement => {
  const sorted = keys.length > 1 ? keys.toSorted(([a], [b]) => (a < b ? -1 : 1)) : keys
  return `k:{${sorted.map(([name, value]) => `${JSON.stringify(name)}:${stringifyJson(value)}`).join(',')}}`
}

export const fieldName = (element: PathElement): string | undefined =>
  element.startsWith('f:') ? element.slice(2) : undefined

/**
 * Parses a key of a client's `fieldsV1`; undefined for an unknown kind. Throws an Error if
 * malformed.
 */
export const parseElement = (key: string): PathElement | undefined => {
  if (key.length < 2 || key[1] !== ':') throw new Error(`not a path element: ${key}`)
  const rest = key.slice(2)
  switch (key[0]) {
    case 'f':
      return key
    case 'v':
      return valueElement(parseJson(rest).value)
    case 'k': {
      const { value } = parseJson(rest)
      if (!isJsonObject(value)) throw new Error(`not a path element: ${key}`)
      return keyElement(Object.entries(value))
    }
    case 'i':
      if (!/^[+-]?\d+$/.test(rest)) throw new Error(`not a path element: ${key}`)
      return indexElement(Number(rest))
    default:
      return undefined
  }
}

const KIND_ORDER = 'fkvi'
const VALUE_ORDER = ['number', 'string', 'boolean', 'object']

const compareText = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1)

const compareValues = (a: unknown, b: unknown): number => {
  if (typeof a !== typeof b) return VALUE_ORDER.indexOf(typeof a) - VALUE_ORDER.indexOf(typeof b)
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
  if (typeof a === 'object') return compareText(stringifyJson(a), stringifyJson(b))
  return Number(a) - Number(b)
}

const parsed = (element: PathElement): unknown => JSON.parse(element.slice(2))

const keysOf = (element: PathElement): [name: string, value: unknown][] => {
  const keys = parsed(element)
  return isJsonObject(keys) ? Object.entries(keys) : []
}

const compareKeys = (a: PathElement, b: PathElement): number => {
  const left = keysOf(a)
  const right = keysOf(b)
  for (let i = 0; i < left.length && i < right.length; i++) {
    const [name, value] = left[i]!
    const [otherName, otherValue] = right[i]!
    const order = compareText(name, otherName) || compareValues(value, otherValue)
    if (order !== 0) return order
  }
  return left.length - right.length
}

/** Orders keys of `fieldsV1`: fields, list keys, set values, indexes; within a kind by value. */
export const compareElements = (a: PathElement, b: PathElement): number => {
  const kind = KIND_ORDER.indexOf(a[0]!) - KIND_ORDER.indexOf(b[0]!)
  if (kind !== 0) return kind
  if (a[0] === 'f') return compareText(a, b)
  return a[0] === 'k' ? compareKeys(a, b) : compareValues(parsed(a), parsed(b))
}

const valueText = (value: unknown): string =>
  typeof value === 'string' ? goQuote(value) : stringifyJson(value)

/** Formats an element for messages: `.name`, `[type="Ready"]`, `[="x"]`, `[3]`. */
export const elementText = (element: PathElement): string => {
  switch (element[0]) {
    case 'f':
      return `.${element.slice(2)}`
    case 'k':
      return `[${keysOf(element)
        .map(([name, value]) => `${name}=${valueText(value)}`)
        .join(',')}]`
    case 'v':
      return `[=${valueText(parsed(element))}]`
    default:
      return `[${element.slice(2)}]`
  }
}
