/** Scalars of go-yaml v2: YAML 1.1 with its many booleans and octal numbers, without base 60. */
import { canonicalBase64 } from '../go-base64.ts'
import { JsonNumber } from '../json.ts'
import { YamlError } from './syntax/error.ts'
import type { YamlNode, YamlScalar } from './syntax/node.ts'

type YamlTag = 'str' | 'bool' | 'null' | 'int' | 'float' | 'timestamp'

interface ResolvedScalar {
  readonly tag: YamlTag
  readonly value: string | boolean | number | null | JsonNumber
}

const TRUE = /^(?:[yY]|yes|Yes|YES|true|True|TRUE|on|On|ON)$/
const FALSE = /^(?:[nN]|no|No|NO|false|False|FALSE|off|Off|OFF)$/
const NULL = /^(?:~|null|Null|NULL)?$/
const NOT_A_NUMBER = /^\.(?:nan|NaN|NAN)$/
const INFINITY = /^([-+]?)\.(?:inf|Inf|INF)$/

const resolveWord = (text: string): ResolvedScalar | undefined => {
  if (TRUE.test(text)) return { tag: 'bool', value: true }
  if (FALSE.test(text)) return { tag: 'bool', value: false }
  if (NULL.test(text)) return { tag: 'null', value: null }
  if (NOT_A_NUMBER.test(text)) return { tag: 'float', value: Number.NaN }
  const [, sign] = INFINITY.exec(text) ?? []
  return sign === undefined
    ? undefined
    : { tag: 'float', value: sign === '-' ? -Infinity : Infinity }
}

/** Returns a number if the integer is safe, else its digits. */
const numberOf = (integer: bigint): number | JsonNumber =>
  BigInt(Number(integer)) === integer && Math.abs(Number(integer)) <= Number.MAX_SAFE_INTEGER
    ? Number(integer)
    : new JsonNumber(integer.toString())

const INTEGER = /^([-+]?)(?:(0[xX])([0-9a-fA-F]+)|(0[bB])([01]+)|(0[oO]?)([0-7]+)|([1-9]\d*)|0)$/

/** A 64-bit integer has at most this many digits, in binary. */
const MAX_DIGITS = 64

/** Parses Go's base 0 notation, where a leading zero means octal. */
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

/** Numbers with a leading dot, whose underscores must be between digits. */
const DOT_FLOAT = /^\.\d(_?\d)*([eE][-+]?\d+)?$/
const FLOAT = /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/
const DATE = String.raw`\d{4}-(?:0?[1-9]|1[0-2])-(?:0?[1-9]|[12]\d|3[01])`
const CLOCK = String.raw`(?:[01]?\d|2[0-3]):[0-5]?\d:[0-5]?\d(?:[.,]\d+)?`
const ZONE = String.raw`(?:Z|[+-]\d\d:\d\d)`
const TIMESTAMP = new RegExp(`^${DATE}(?:[Tt]${CLOCK}${ZONE}| ${CLOCK})?$`)

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
    (FLOAT.test(plain) ? float(Number(plain)) : undefined)
  )
}

export const resolvePlain = (text: string): ResolvedScalar => {
  const word = resolveWord(text)
  if (word !== undefined) return word
  const first = text[0]!
  let resolved: ResolvedScalar | undefined
  if (first === '.') {
    resolved = DOT_FLOAT.test(text) ? float(Number(text.replaceAll('_', ''))) : undefined
  } else if (/[-+\d]/.test(first)) {
    resolved = TIMESTAMP.test(text) ? { tag: 'timestamp', value: text } : resolveNumber(text)
  }
  return resolved ?? { tag: 'str', value: text }
}

const binary = (text: string): ResolvedScalar => {
  try {
    return { tag: 'str', value: Buffer.from(canonicalBase64(text), 'base64').toString() }
  } catch {
    throw new YamlError('yaml: !!binary value contains invalid base64 data')
  }
}

const CHECKED = new Set(['!!bool', '!!int', '!!float', '!!null'])

/** Throws YamlError if the text does not fit its tag. */
export const resolveScalar = ({ tag, value, plain }: YamlScalar): ResolvedScalar => {
  if (plain) return resolvePlain(value)
  if (tag === '!!binary') return binary(value)
  if (!CHECKED.has(tag)) return { tag: 'str', value }
  const resolved = resolvePlain(value)
  if (`!!${resolved.tag}` === tag) return resolved
  if (tag === '!!float' && resolved.tag === 'int') {
    return { tag: 'float', value: Number(numberText(resolved.value)) }
  }
  // Go does not look for timestamps in scalars with CHECKED tags
  const found = resolved.tag === 'timestamp' ? 'str' : resolved.tag
  throw new YamlError(`yaml: cannot decode !!${found} \`${value}\` as a ${tag}`)
}

export const isMergeKey = (key: YamlNode): boolean =>
  key.kind === 'scalar' && key.value === '<<' && key.plain

/** Formats a scalar as text, integers with all digits. */
export const numberText = (value: ResolvedScalar['value']): string =>
  value instanceof JsonNumber ? value.literal : String(value)
