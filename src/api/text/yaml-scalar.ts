/**
 * What an unquoted YAML scalar means to go-yaml v2, which Kubernetes reads YAML with: YAML 1.1 with its many booleans, octal numbers
 * with a leading zero, no base 60.
 */
import { JsonNumber } from './json.ts'

export type YamlTag = 'str' | 'bool' | 'null' | 'int' | 'float' | 'timestamp' | 'merge'

export interface ResolvedScalar {
  readonly tag: YamlTag
  readonly value: string | boolean | number | null | JsonNumber
}

const words = (value: boolean | null, tag: YamlTag, ...all: string[]): [string, ResolvedScalar][] =>
  all.map((word) => [word, { tag, value }])

const number = (value: number, ...all: string[]): [string, ResolvedScalar][] =>
  all.map((word) => [word, { tag: 'float', value }])

const WORDS: ReadonlyMap<string, ResolvedScalar> = new Map([
  ...words(true, 'bool', 'y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'),
  ...words(
    false,
    'bool',
    'n',
    'N',
    'no',
    'No',
    'NO',
    'false',
    'False',
    'FALSE',
    'off',
    'Off',
    'OFF',
  ),
  ...words(null, 'null', '', '~', 'null', 'Null', 'NULL'),
  ...number(Number.NaN, '.nan', '.NaN', '.NAN'),
  ...number(Infinity, '.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'),
  ...number(-Infinity, '-.inf', '-.Inf', '-.INF'),
])

/** A number as a double if that is exact, else as its digits. */
const numberOf = (integer: bigint): number | JsonNumber =>
  BigInt(Number(integer)) === integer && Math.abs(Number(integer)) <= Number.MAX_SAFE_INTEGER
    ? Number(integer)
    : new JsonNumber(integer.toString())

const INTEGER = /^([-+]?)(0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|0[0-7]+|0|[1-9]\d*)$/

/** The value of an integer in Go's base 0 notation, where a leading zero means octal. */
const integerOf = (text: string): bigint | undefined => {
  const match = INTEGER.exec(text)
  if (match === null) return undefined
  const digits = match[2]!
  const magnitude = BigInt(/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits.toLowerCase())
  return match[1] === '-' ? -magnitude : magnitude
}

/** Numbers that start with a dot, where an underscore must stand between digits. */
const DOT_FLOAT = /^\.\d(_?\d)*([eE][-+]?\d+)?$/
const FLOAT = /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/
const TIMESTAMP =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt](\d\d?):(\d\d?):(\d\d?)(?:[.,]\d+)?(?:Z|[+-](\d\d):(\d\d))| (\d\d?):(\d\d?):(\d\d?)(?:[.,]\d+)?))?$/

const isTimestamp = (text: string): boolean => {
  const match = TIMESTAMP.exec(text)
  if (match === null) return false
  const numbers = match.slice(1).map((part) => Number(part ?? 0))
  const [year = 0, month = 0, day = 0, h1 = 0, m1 = 0, s1 = 0, zoneHour = 0, zoneMinute = 0] =
    numbers
  const [h2 = 0, m2 = 0, s2 = 0] = numbers.slice(8)
  const daysInMonth = new Date(Date.UTC(year % 400 || 400, month, 0)).getUTCDate()
  return (
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysInMonth &&
    Math.max(h1, h2) < 24 &&
    Math.max(m1, m2, s1, s2) < 60 &&
    zoneHour <= 24 &&
    zoneMinute <= 60
  )
}

const float = (value: number): ResolvedScalar | undefined =>
  Number.isFinite(value) ? { tag: 'float', value } : undefined

const resolveNumber = (text: string): ResolvedScalar | undefined => {
  if (isTimestamp(text)) return { tag: 'timestamp', value: text }
  const plain = text.replaceAll('_', '')
  const integer = integerOf(plain)
  const inRange = integer !== undefined && integer >= -(2n ** 63n) && integer < 2n ** 64n
  const signed = /^[-+]/.test(plain)
  if (inRange && (integer < 2n ** 63n || !signed)) return { tag: 'int', value: numberOf(integer) }
  return FLOAT.test(plain) ? float(Number(plain)) : undefined
}

/** The tag and value of a scalar that is not quoted and has no tag of its own. */
export const resolvePlain = (text: string): ResolvedScalar => {
  const word = WORDS.get(text)
  if (word !== undefined) return word
  if (text === '<<') return { tag: 'merge', value: text }
  const first = text[0]!
  let resolved: ResolvedScalar | undefined
  if (first === '.') {
    resolved = DOT_FLOAT.test(text) ? float(Number(text.replaceAll('_', ''))) : undefined
  } else if (/[-+\d]/.test(first)) resolved = resolveNumber(text)
  return resolved ?? { tag: 'str', value: text }
}

/**
 * The value of a scalar with a tag of its own, `!!int` …; undefined when the text does not fit the tag. Tags that YAML does not
 * define leave it text.
 */
export const resolveTagged = (tag: string, text: string): ResolvedScalar | undefined => {
  const resolved = resolvePlain(text)
  switch (tag) {
    case '!!bool':
    case '!!int':
    case '!!null':
      return tag === `!!${resolved.tag}` ? resolved : undefined
    case '!!float':
      return resolved.tag === 'float' || resolved.tag === 'int' ? resolved : undefined
    case '!!timestamp':
      return resolved.tag === 'timestamp' ? resolved : undefined
    default:
      return { tag: 'str', value: text }
  }
}

/** A double as Go's `strconv.FormatFloat(x, 'g', -1, 64)` prints it. */
export const goFloatText = (value: number): string => {
  if (Number.isNaN(value)) return '.nan'
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf'
  const [mantissa, exponent] = value.toExponential().split('e')
  const power = Number(exponent)
  if (power >= -4 && power < 6) return String(value)
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
}
