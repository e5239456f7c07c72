/**
 * JSON as Go's encoding/json and sigs.k8s.io/json read it. `JSON.parse` hides what the API must tell: duplicate keys,
 * how a number was written, and what is wrong in the words that clients of a real server see.
 */
import { fail, failInToken } from './json-error.ts'
import { JsonNumber, type JsonObject } from './json-value.ts'
import { countJsonValues, ManyValues, MOST_VALUES } from './many-values.ts'

export interface ParsedJson {
  /** objects without prototype, arrays, strings, booleans, null, numbers and {@link JsonNumber}s */
  readonly value: unknown
  /** paths of keys that occur again in their object (`metadata.name`, `spec.list[0].x`), once per repetition */
  readonly duplicates: string[]
}

/** At most so many characters of paths of repeated keys are kept: far more than any message shows. */
const MAX_PATHS_LENGTH = 128 * 1024

/** encoding/json's limit on nesting. */
export const JSON_MAX_DEPTH = 10_000

const isSpace = (code: number): boolean =>
  code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39
const isHex = (code: number): boolean =>
  isDigit(code) || (code >= 0x61 && code <= 0x66) || (code >= 0x41 && code <= 0x46)

const LONE_SURROGATE = /\p{Surrogate}/gu
/** a run of what may stand in a string as it is */
const PLAIN_CHARACTERS = /[ !#-[\]-\uffff]*/y
/** Strings shorter than this are scanned by hand; a regular expression costs more to start, and less per character. */
const SHORT_STRING = 24

class Parser {
  readonly #text: string
  #at = 0
  /** open objects and arrays, outermost first */
  readonly #open: (JsonObject | unknown[])[] = []
  /** for each open object the key whose value is being read; '' for arrays */
  readonly #keys: string[] = []
  readonly duplicates: string[] = []
  #pathsLength = 0
  #values = 0

  constructor(text: string) {
    this.#text = text
  }

  /**
   * Reads the whole text, or {@link PAUSED} after another `most` values, and then goes on from there. A loop with its own stack: the
   * nesting that is allowed is more than the machine's stack holds.
   */
  document(most: number): unknown {
    const pause = this.#values + most
    for (;;) {
      if (this.#values >= pause) return PAUSED
      let value = this.#begin()
      if (value === OPENED) continue
      for (;;) {
        const depth = this.#open.length
        const code = this.#skipSpace()
        if (depth === 0) {
          if (this.#at < this.#text.length) fail(this.#text, this.#at, 'after top-level value')
          return value
        }
        const parent = this.#open[depth - 1]!
        if (Array.isArray(parent)) {
          parent.push(value)
          this.#at++
          if (code === 0x2c) break
          if (code !== 0x5d) fail(this.#text, this.#at - 1, 'after array element')
        } else {
          parent[this.#keys[depth - 1]!] = value
          this.#at++
          if (code === 0x2c) {
            this.#key(parent)
            break
          }
          if (code !== 0x7d) fail(this.#text, this.#at - 1, 'after object key:value pair')
        }
        this.#open.pop()
        this.#keys.pop()
        value = parent
      }
    }
  }

  /** Reads a scalar or an empty container, or opens a container and says so. */
  #begin(): unknown {
    this.#values++
    const code = this.#skipSpace()
    switch (code) {
      case 0x22:
        this.#at++
        return this.#string()
      case 0x7b: {
        this.#enter()
        const object: JsonObject = Object.create(null)
        if (this.#skipSpace() === 0x7d) {
          this.#at++
          return object
        }
        this.#open.push(object)
        this.#keys.push('')
        this.#key(object)
        return OPENED
      }
      case 0x5b: {
        this.#enter()
        if (this.#skipSpace() === 0x5d) {
          this.#at++
          return []
        }
        this.#open.push([])
        this.#keys.push('')
        return OPENED
      }
      case 0x74:
        return this.#word('true', true)
      case 0x66:
        return this.#word('false', false)
      case 0x6e:
        return this.#word('null', null)
      default:
        if (code === 0x2d || isDigit(code)) return this.#number()
        return fail(this.#text, this.#at, 'looking for beginning of value')
    }
  }

  #enter(): void {
    if (this.#open.length >= JSON_MAX_DEPTH) fail(this.#text, this.#at, 'exceeded max depth')
    this.#at++
  }

  /** The code at the next character that is no space; NaN at the end. */
  #skipSpace(): number {
    let code = this.#text.charCodeAt(this.#at)
    while (isSpace(code)) code = this.#text.charCodeAt(++this.#at)
    return code
  }

  #key(object: JsonObject): void {
    if (this.#skipSpace() !== 0x22)
      fail(this.#text, this.#at, 'looking for beginning of object key string')
    this.#at++
    const key = this.#string()
    this.#keys[this.#keys.length - 1] = key
    if (object[key] !== undefined) this.#repeated()
    if (this.#skipSpace() !== 0x3a) fail(this.#text, this.#at, 'after object key')
    this.#at++
  }

  #repeated(): void {
    if (this.#pathsLength > MAX_PATHS_LENGTH) return
    const path = this.#path()
    this.#pathsLength += path.length
    this.duplicates.push(path)
  }

  #path(): string {
    let path = ''
    this.#open.forEach((container, depth) => {
      if (Array.isArray(container)) path += `[${container.length}]`
      else path += path === '' ? this.#keys[depth]! : `.${this.#keys[depth]!}`
    })
    return path
  }

  /** Reads what follows an opening quote. */
  #string(): string {
    const text = this.#text
    const start = this.#at
    const short = Math.min(text.length, start + SHORT_STRING)
    let at = start
    for (; at < short; at++) {
      const code = text.charCodeAt(at)
      if (code === 0x22) {
        this.#at = at + 1
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
      if (code !== 0x5c) fail(text, at, 'in string literal')
      escaped = true
      at = this.#escape(at + 1)
    }
    this.#at = at + 1
    if (!escaped) return text.slice(start, at)
    const string: string = JSON.parse(text.slice(start - 1, at + 1))
    return string.replace(LONE_SURROGATE, '\ufffd')
  }

  /** Checks the escape whose backslash stands before `at`, and returns where it ends. */
  #escape(at: number): number {
    const text = this.#text
    if (text[at] !== 'u') {
      if (!'"\\/bfnrt'.includes(text[at] ?? '?')) failInToken(text, at, 'in string escape code')
      return at + 1
    }
    for (let digit = at + 1; digit <= at + 4; digit++) {
      if (!isHex(text.charCodeAt(digit)))
        failInToken(text, digit, 'in \\u hexadecimal character escape')
    }
    return at + 5
  }

  #number(): number | JsonNumber {
    const text = this.#text
    const start = this.#at
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
    this.#at = at
    const literal = text.slice(start, at)
    const number = Number(literal)
    return String(number) === literal ? number : new JsonNumber(literal)
  }

  /** The end of a run of at least one digit. */
  #digits(at: number, context: string): number {
    if (!isDigit(this.#text.charCodeAt(at))) failInToken(this.#text, at, context)
    let end = at + 1
    while (isDigit(this.#text.charCodeAt(end))) end++
    return end
  }

  #word<T>(word: string, value: T): T {
    for (let i = 1; i < word.length; i++) {
      const at = this.#at + i
      if (this.#text[at] !== word[i])
        failInToken(this.#text, at, `in literal ${word} (expecting '${word[i]}')`)
    }
    this.#at += word.length
    return value
  }
}

/** Says that a container was opened and its first element comes next. */
const OPENED = Symbol('opened')
/** Says that there is more to read. */
const PAUSED = Symbol('paused')

/**
 * Parses one JSON text, of two equal keys the last one counts. Throws {@link JsonSyntaxError}, and
 * ManyValues for more than MOST_VALUES.
 */
export const parseJson = (text: string): ParsedJson => {
  const parser = new Parser(text)
  const value = parser.document(MOST_VALUES)
  if (value === PAUSED) throw new ManyValues(countJsonValues(Buffer.from(text)))
  return { value, duplicates: parser.duplicates }
}

/** How many values are read before others have a turn: a millisecond or two. */
const VALUES_OF_ONE_TURN = 4096

/** The value of a JSON text, however many it holds, read in parts. Throws {@link JsonSyntaxError}. */
export function* parseJsonInTurns(text: string): Generator<void, unknown, void> {
  const parser = new Parser(text)
  for (;;) {
    const value = parser.document(VALUES_OF_ONE_TURN)
    if (value !== PAUSED) return value
    yield
  }
}
