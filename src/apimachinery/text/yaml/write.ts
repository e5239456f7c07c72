/**
 * YAML like `sigs.k8s.io/yaml`: natural order of keys, quotes only where needed, lines folded at
 * the first space beyond 80 columns.
 */
import { compareKeys } from './key-order.ts'
import { isJsonObject, JsonNumber, type JsonObject, stringifyJson } from '../json.ts'
import { goFloat, inYaml } from '../go-float.ts'
import { resolvePlain } from './scalar.ts'
import { ESCAPES } from './syntax/scan-scalar.ts'

/** Longest key, in bytes, that is written without `?`. */
const MAX_SIMPLE_KEY = 128

const INDENT = '  '

const MAX_WIDTH = 80

/** Base 60 numbers of YAML 1.1, quoted for parsers that support them. */
const BASE_60 = /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/

/** go-yaml's unprintable characters, including all beyond U+FFFF. */
const UNPRINTABLE = /[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/
const ONE_UNPRINTABLE = /["\\\n\u2028\u2029]|[^\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/gu

const LETTERS: ReadonlyMap<string, string> = new Map(
  Object.entries(ESCAPES).map(([letter, character]) => [character, letter]),
)

const escapeOf = (char: string): string => {
  const short = LETTERS.get(char)
  if (short !== undefined) return `\\${short}`
  const code = char.codePointAt(0)!
  const digits = code.toString(16).toUpperCase()
  if (code <= 0xff) return `\\x${digits.padStart(2, '0')}`
  return code <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`
}

/** Printable line breaks of YAML 1.1. */
const BREAK = /[\n\u2028\u2029]/

/** first column, and indent of further lines */
interface Position {
  readonly column: number
  readonly indent: string
  /** false for keys, which must stay on one line */
  readonly fold: boolean
}

const PLAIN_WORD = /^[^ \n\u2028\u2029]*$/

/**
 * Joins rendered characters and folds at single spaces; in double quotes also at the first of
 * several spaces, with a backslash before the second.
 */
const fold = (
  text: string,
  { column: start, indent, fold }: Position,
  render: (char: string) => string,
  doubleQuotes = false,
): string => {
  if (render === String && PLAIN_WORD.test(text)) return text
  const chars = Array.from(text)
  let out = ''
  let column = start
  let afterBreak = false
  chars.forEach((char, at) => {
    const next = chars[at + 1]
    const single = chars[at - 1] !== ' ' && (next !== ' ' || doubleQuotes)
    const inside = at > 0 && at < chars.length - 1
    if (char === ' ' && fold && column > MAX_WIDTH && single && inside) {
      out += `\n${indent}${next === ' ' ? '\\' : ''}`
      column = indent.length + (next === ' ' ? 1 : 0)
      return
    }
    const isBreak = !doubleQuotes && BREAK.test(char)
    if (afterBreak && !isBreak) {
      out += indent
      column = indent.length
    }
    const rendered = render(char)
    out += rendered
    column = isBreak ? 0 : column + rendered.length
    afterBreak = isBreak
  })
  return out
}

const doubleQuoted = (text: string, position: Position): string => {
  const render = (char: string): string => char.replace(ONE_UNPRINTABLE, escapeOf)
  return `"${fold(text, { ...position, column: position.column + 1 }, render, true)}"`
}

const singleQuoted = (text: string, position: Position): string => {
  const render = (char: string): string => (char === "'" ? "''" : char)
  return `'${fold(text, { ...position, column: position.column + 1 }, render)}'`
}

/** Text that a plain scalar cannot begin with or contain. */
const INDICATOR = /^[#,[\]{}&*!|>'"%@`]|^[?-](?: |$)|^(?:---|\.\.\.)|:(?: |$)| #/

const indentLines = (text: string, indent: string): string =>
  text.replace(/([\n\u2028\u2029])(?=[^\n\u2028\u2029])/g, `$1${indent}`)

const inlineString = (text: string, position: Position): string => {
  const { tag } = resolvePlain(text)
  const misread = tag !== 'str' || BASE_60.test(text)
  if (misread || text.includes('\n') || UNPRINTABLE.test(text)) return doubleQuoted(text, position)
  if (!INDICATOR.test(text) && !BREAK.test(text) && !/^ | $/.test(text)) {
    return fold(text, position, String)
  }
  if (/[\u2028\u2029] | [\u2028\u2029]/.test(text)) return doubleQuoted(text, position)
  return singleQuoted(text, position)
}

const literalAllowed = (text: string): boolean =>
  text.includes('\n') && !UNPRINTABLE.test(text) && !/ (?:[\n\u2028\u2029]|$)/.test(text)

const literal = (text: string, indent: string): string => {
  const hint = BREAK.test(text[0]!) || text.startsWith(' ') ? String(INDENT.length) : ''
  let chomp = ''
  if (!BREAK.test(text.at(-1)!)) chomp = '-'
  else if (text.length === 1 || BREAK.test(text.at(-2)!)) chomp = '+'
  return `|${hint}${chomp}${indentLines(`\n${text.replace(/\n$/, '')}`, indent)}`
}

const numberText = (value: number | bigint): string => {
  if (typeof value === 'number' && !Number.isInteger(value)) return inYaml(goFloat(value))
  const integer = BigInt(value)
  return integer >= -(2n ** 63n) && integer < 2n ** 64n
    ? String(integer)
    : inYaml(goFloat(Number(value)))
}

const scalarText = (value: unknown, position: Position): string => {
  if (typeof value === 'string') {
    return literalAllowed(value) ? literal(value, position.indent) : inlineString(value, position)
  }
  if (typeof value === 'number') return numberText(value)
  if (value instanceof JsonNumber) {
    const { literal: text } = value
    return numberText(/^-?\d+$/.test(text) ? BigInt(text) : Number(text))
  }
  return stringifyJson(value ?? null)
}

/** The first line starts at `column`, other lines at `indent`. */
const write = (value: unknown, indent: string, column = indent.length): string => {
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]'
    return value.map((item) => `- ${write(item, indent + INDENT)}`).join(`\n${indent}`)
  }
  if (!isJsonObject(value)) return scalarText(value, { indent, column, fold: true })
  const keys = Object.keys(value)
  return keys.length === 0 ? '{}' : writeFields(value, keys, indent)
}

const writeFields = (object: JsonObject, keys: string[], indent: string): string =>
  keys
    .sort(compareKeys)
    .map((key) => writeEntry(key, object[key], indent))
    .join(`\n${indent}`)

const isLongKey = (key: string): boolean =>
  key.length > MAX_SIMPLE_KEY / 3 && Buffer.byteLength(key) > MAX_SIMPLE_KEY

const writeEntry = (key: string, value: unknown, indent: string): string => {
  const inner = indent + INDENT
  if (/[\r\x85]/.test(key) || BREAK.test(key) || isLongKey(key)) {
    return `? ${write(key, inner)}\n${indent}: ${write(value, inner)}`
  }
  const name = inlineString(key, { indent: inner, column: indent.length, fold: false })
  // dashes align with the key
  if (Array.isArray(value) && value.length > 0) return `${name}:\n${indent}${write(value, indent)}`
  if (isJsonObject(value)) {
    // keys are listed only once: if there are very many, listing takes as long as writing
    const keys = Object.keys(value)
    if (keys.length > 0) return `${name}:\n${inner}${writeFields(value, keys, inner)}`
  }
  return `${name}: ${write(value, inner, indent.length + Array.from(name).length + 2)}`
}

/** Formats a list item at the start of a line, without a final newline. */
export const itemToYaml = (value: unknown): string => `- ${write(value, INDENT)}`

/** `value` must be expressible in JSON. */
export const jsonToYaml = (value: unknown): string =>
  `${typeof value === 'object' ? write(value, '') : write(value, INDENT, 0)}\n`
