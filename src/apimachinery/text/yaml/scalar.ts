/**
 * What an unquoted YAML scalar means to go-yaml v2, which Kubernetes reads YAML with: YAML 1.1 with its many booleans, octal numbers
 * with a leading zero, no base 60.
 */
import { canonicalBase64 } from '../go-base64.ts'
import { JsonNumber } from '../json.ts'
import { replaceInvalid } from './syntax/characters.ts'
import { TAG_PREFIX } from './syntax/directives.ts'
import { YamlError } from './syntax/error.ts'
import type { YamlNode, YamlScalar } from './syntax/node.ts'

type YamlTag = 'str' | 'bool' | 'null' | 'int' | 'float' | 'timestamp'

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

const INTEGER = /^([-+]?)(?:(0[xX])([0-9a-fA-F]+)|(0[bB])([01]+)|(0[oO]?)([0-7]+)|([1-9]\d*)|0)$/

/** No integer of 64 bits has more digits, but for zeros in front. */
const MAX_DIGITS = 64

/** The value of an integer in Go's base 0 notation, where a leading zero means octal. */
const integerOf = (text: string): bigint | undefined => {
  const match = INTEGER.exec(text)
  if (match === null) return undefined
  const [, sign, hex, hexDigits, binary, bits, octal, octalDigits, decimal] = match
  const digits = (hexDigits ?? bits ?? octalDigits ?? decimal ?? '0').replace(/^0+/, '') || '0'
  if (digits.length > MAX_DIGITS) return undefined
  const prefix = (hex && '0x') || (binary && '0b') || (octal !== undefined && '0o') || ''
  const magnitude = BigInt(prefix + digits)
  return sign === '-' ? -magnitude : magnitude
}

/** go-yaml's own notation of binary integers, which takes a sign behind the prefix. */
const BINARY = /^0b([-+][01]+)$/

const binaryOf = (text: string): bigint | undefined => {
  const digits = BINARY.exec(text)?.[1]
  if (digits === undefined) return undefined
  return integerOf(`${digits[0]}0b${digits.slice(1)}`)
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

const float = (value: number): ResolvedScalar | undefined => {
  if (!Number.isFinite(value)) return undefined
  return { tag: 'float', value: Object.is(value, -0) ? new JsonNumber('-0') : value }
}

const integer = (value: bigint | undefined, signed: boolean): ResolvedScalar | undefined => {
  if (value === undefined || value < -(2n ** 63n) || value >= 2n ** (signed ? 63n : 64n)) {
    return undefined
  }
  return { tag: 'int', value: numberOf(value) }
}

const resolveNumber = (text: string): ResolvedScalar | undefined => {
  const plain = text.replaceAll('_', '')
  return (
    integer(integerOf(plain), /^[-+]/.test(plain)) ??
    (FLOAT.test(plain) ? float(Number(plain)) : undefined) ??
    integer(binaryOf(plain), true)
  )
}

/** What a text means that begins as those of some tags do; a timestamp only where one is looked for. */
const resolve = (text: string, timestamps: boolean): ResolvedScalar => {
  const word = WORDS.get(text)
  if (word !== undefined) return word
  const first = text[0]!
  let resolved: ResolvedScalar | undefined
  if (first === '.') {
    resolved = DOT_FLOAT.test(text) ? float(Number(text.replaceAll('_', ''))) : undefined
  } else if (/[-+\d]/.test(first)) {
    resolved =
      timestamps && isTimestamp(text) ? { tag: 'timestamp', value: text } : resolveNumber(text)
  }
  return resolved ?? { tag: 'str', value: text }
}

/** What a scalar means that has neither quotes nor a tag. */
export const resolvePlain = (text: string): ResolvedScalar => resolve(text, true)

const binary = (text: string): ResolvedScalar => {
  try {
    return { tag: 'str', value: replaceInvalid(Buffer.from(canonicalBase64(text), 'base64')) }
  } catch {
    throw new YamlError('yaml: !!binary value contains invalid base64 data')
  }
}

const CHECKED = new Set(['bool', 'int', 'float', 'null', 'timestamp'])

/** The value of a scalar with one of YAML's own tags. Throws YamlError when the text does not fit it. */
const resolveTagged = (tag: string, text: string): ResolvedScalar => {
  if (tag === 'binary') return binary(text)
  if (!CHECKED.has(tag)) return { tag: 'str', value: text }
  const resolved = resolve(text, tag === 'timestamp')
  if (resolved.tag === tag) return resolved
  if (tag === 'float' && resolved.tag === 'int' && !isUint64(resolved)) {
    return { tag: 'float', value: Number(integerText(resolved.value)) }
  }
  throw new YamlError(`yaml: cannot decode !!${resolved.tag} \`${text}\` as a !!${tag}`)
}

/** The tag and value of a scalar. Throws YamlError when the text does not fit its tag. */
export const resolveScalar = ({ tag, value, plain }: YamlScalar): ResolvedScalar => {
  if (tag === '') return plain ? resolvePlain(value) : { tag: 'str', value }
  // tags that YAML does not define leave it text
  if (!tag.startsWith(TAG_PREFIX)) return { tag: 'str', value }
  return resolveTagged(tag.slice(TAG_PREFIX.length), value)
}

/** Whether a key says that the mapping takes over the entries of others. */
export const isMergeKey = (key: YamlNode): boolean =>
  key.kind === 'scalar' && key.value === '<<' && (key.plain || key.tag === `${TAG_PREFIX}merge`)

const MAX_INT64 = 2n ** 63n - 1n

/** A number as it is written in JSON. */
export const integerText = (value: ResolvedScalar['value']): string =>
  value instanceof JsonNumber ? value.literal : String(value)

/** Whether an integer needs the 64th bit, and so is of another type in Go. */
export const isUint64 = ({ tag, value }: ResolvedScalar): boolean =>
  tag === 'int' && value instanceof JsonNumber && BigInt(value.literal) > MAX_INT64
