import { syntaxError } from './json-error.ts'
import { JsonNumber } from './json-value.ts'

const isSpace = (code: number): boolean =>
  code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
export const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39
const isHex = (code: number): boolean =>
  isDigit(code) || (code >= 0x61 && code <= 0x66) || (code >= 0x41 && code <= 0x46)

const LONE_SURROGATE = /\p{Surrogate}/gu
/** unescaped characters of a string */
const PLAIN_CHARACTERS = /[ !#-[\]-\uffff]*/y
/**
 * Shorter strings are scanned by hand: a regular expression costs more to start, and less per
 * character.
 */
const SHORT_STRING = 24

export class JsonScanner {
  readonly text: string
  at = 0

  constructor(text: string) {
    this.text = text
  }

  fail(context: string, at = this.at): never {
    throw syntaxError(this.text, at, context)
  }

  /** Throws for an unexpected character in a token. Go's error shows the end of the text as ' '. */
  #failInToken(context: string, at: number): never {
    const text = at < this.text.length ? this.text : `${this.text} `
    throw syntaxError(text, at, context)
  }

  /** Skips white space. Returns the code of the next character; NaN at the end. */
  skipSpace(): number {
    let code = this.text.charCodeAt(this.at)
    while (isSpace(code)) code = this.text.charCodeAt(++this.at)
    return code
  }

  string(): string {
    const text = this.text
    const start = this.at
    const short = Math.min(text.length, start + SHORT_STRING)
    let at = start
    for (; at < short; at++) {
      const code = text.charCodeAt(at)
      if (code === 0x22) {
        this.at = at + 1
        return text.slice(start, at)
      }
      if (code === 0x5c || code < 0x20) break
    }
    let escaped = false
    for (;;) {
      PLAIN_CHARACTERS.lastIndex = at
      PLAIN_CHARACTERS.test(text)
      at = PLAIN_CHARACTERS.lastIndex
      const code = text.charCodeAt(at)
      if (code === 0x22) break
      if (code !== 0x5c) this.fail('in string literal', at)
      escaped = true
      at = this.#escape(at + 1)
    }
    this.at = at + 1
    if (!escaped) return text.slice(start, at)
    const string: string = JSON.parse(text.slice(start - 1, at + 1))
    return string.replace(LONE_SURROGATE, '\ufffd')
  }

  /** Checks the escape whose backslash precedes `at`; returns its end. */
  #escape(at: number): number {
    const text = this.text
    if (text[at] !== 'u') {
      if (!'"\\/bfnrt'.includes(text[at] ?? '?')) this.#failInToken('in string escape code', at)
      return at + 1
    }
    for (let digit = at + 1; digit <= at + 4; digit++) {
      if (!isHex(text.charCodeAt(digit)))
        this.#failInToken('in \\u hexadecimal character escape', digit)
    }
    return at + 5
  }

  number(): number | JsonNumber {
    const text = this.text
    const start = this.at
    let at = start
    if (text.charCodeAt(at) === 0x2d) at++
    if (text.charCodeAt(at) === 0x30) at++
    else at = this.#digits(at, 'in numeric literal')
    if (text.charCodeAt(at) === 0x2e)
      at = this.#digits(at + 1, 'after decimal point in numeric literal')
    if ((text.charCodeAt(at) | 0x20) === 0x65) {
      at++
      if (text[at] === '+' || text[at] === '-') at++
      at = this.#digits(at, 'in exponent of numeric literal')
    }
    this.at = at
    const literal = text.slice(start, at)
    const number = Number(literal)
    return String(number) === literal ? number : new JsonNumber(literal)
  }

  /** Returns the end of the digits at `at`; throws if there are none. */
  #digits(at: number, context: string): number {
    if (!isDigit(this.text.charCodeAt(at))) this.#failInToken(context, at)
    let end = at + 1
    while (isDigit(this.text.charCodeAt(end))) end++
    return end
  }

  word<T>(word: string, value: T): T {
    for (let i = 1; i < word.length; i++) {
      const at = this.at + i
      if (this.text[at] !== word[i])
        this.#failInToken(`in literal ${word} (expecting '${word[i]}')`, at)
    }
    this.at += word.length
    return value
  }
}
