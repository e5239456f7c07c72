/** Source: `scannerc.go` of go-yaml v2. */
import { isBlank, isBreak, isSpaceOrEnd, TAB } from './classes.ts'
import type { TextCursor } from './cursor.ts'

/** White space inside a scalar, folded when the scalar continues. */
class Folding {
  #blanks = ''
  /** line breaks; '' for an escaped one */
  #breaks: string[] = []

  /** Calls `onIndent` for blanks at the start of a line. */
  pass(cursor: TextCursor, onIndent: (code: number) => void): void {
    for (;;) {
      const code = cursor.code()
      if (isBreak(code)) this.#breaks.push(cursor.takeBreak())
      else if (!isBlank(code)) return
      else if (this.broken) {
        onIndent(code)
        cursor.skip()
      } else this.#blanks += cursor.takeWhile(isBlank)
    }
  }

  get broken(): boolean {
    return this.#breaks.length > 0
  }

  /** Returns the folded text; a single line break is a space. */
  take(): string {
    const [first = this.#blanks, ...others] = this.#breaks
    const more = others.join('')
    this.#blanks = ''
    this.#breaks = []
    return first === '\n' ? more || ' ' : first + more
  }

  escapeBreak(cursor: TextCursor): void {
    cursor.skip()
    cursor.takeBreak()
    this.#breaks.push('')
  }
}

const nothing = (): void => {}

const COLON = 0x3a
/** `,?[]{}` end a plain scalar in a flow collection. */
const FLOW_INDICATORS = new Set([0x2c, 0x3f, 0x5b, 0x5d, 0x7b, 0x7d])

const inBlock = (code: number, next: number): boolean =>
  !isSpaceOrEnd(code) && !(code === COLON && isSpaceOrEnd(next))

const inFlow = (code: number, next: number): boolean =>
  inBlock(code, next) && !FLOW_INDICATORS.has(code)

/** `indent` is the block's indentation. `broken`: a line break follows the scalar. */
export const scanPlain = (
  cursor: TextCursor,
  indent: number,
  flow: boolean,
): { readonly value: string; readonly broken: boolean } => {
  const fits = flow ? inFlow : inBlock
  const folding = new Folding()
  const onIndent = (code: number): void => {
    if (code === TAB && cursor.column <= indent) {
      cursor.fail('found a tab character that violates indentation')
    }
  }
  let value = ''
  for (;;) {
    if (cursor.atDocumentMark() || cursor.code() === 0x23) break
    const part = cursor.takeWhile(fits)
    if (part !== '') value += folding.take() + part
    if (!isBlank(cursor.code()) && !isBreak(cursor.code())) break
    folding.pass(cursor, onIndent)
    if (!flow && cursor.column <= indent) break
  }
  return { value, broken: folding.broken }
}

const DOUBLE = 0x22
const SINGLE = 0x27
const BACKSLASH = 0x5c

/** Characters by escape letter. The tab has two letters; the writer uses the last. */
export const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  '\t': '\t',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
}

const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

const scanHex = (cursor: TextCursor, digits: number): string => {
  let hex = ''
  for (let digit = 0; digit < digits; digit++) hex += String.fromCharCode(cursor.code(digit))
  if (!/^[\da-f]+$/i.test(hex)) cursor.fail('did not find expected hexdecimal number')
  const value = Number.parseInt(hex, 16)
  if ((value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff) {
    cursor.fail('found invalid Unicode character escape code')
  }
  cursor.skip(digits)
  return String.fromCodePoint(value)
}

const scanEscape = (cursor: TextCursor): string => {
  const letter = String.fromCharCode(cursor.code(1))
  const digits = HEX_DIGITS[letter]
  const text = ESCAPES[letter]
  if (digits === undefined && text === undefined) cursor.fail('found unknown escape character')
  cursor.skip(2)
  return digits === undefined ? text! : scanHex(cursor, digits)
}

const inSingle = (code: number): boolean => code !== SINGLE && !isSpaceOrEnd(code)
const inDouble = (code: number): boolean =>
  code !== DOUBLE && code !== BACKSLASH && !isSpaceOrEnd(code)

export const scanQuoted = (cursor: TextCursor): string => {
  const quote = cursor.code()
  const single = quote === SINGLE
  const fits = single ? inSingle : inDouble
  const folding = new Folding()
  let value = ''
  cursor.skip()
  for (;;) {
    if (cursor.atDocumentMark()) cursor.fail('found unexpected document indicator')
    if (cursor.atEnd()) cursor.fail('found unexpected end of stream')
    for (;;) {
      value += cursor.takeWhile(fits)
      const code = cursor.code()
      if (single && code === SINGLE && cursor.code(1) === SINGLE) {
        cursor.skip(2)
        value += "'"
      } else if (single || code !== BACKSLASH) break
      else if (isBreak(cursor.code(1))) {
        folding.escapeBreak(cursor)
        break
      } else value += scanEscape(cursor)
    }
    if (cursor.code() === quote) break
    folding.pass(cursor, nothing)
    value += folding.take()
  }
  cursor.skip()
  return value
}
